/**
 * What the lab page hears of the whole population, some twenty times a second: compact, because ten thousand movies move
 * thousands of times a second. Server and page share this file. Little endian; base64 in a server-sent event.
 */

/** Figures beside the counts; null where there is none yet. */
export const gaugeNames = [
  "eventsPerSecond",
  "bytesHeld",
  "bytesBudget",
  "residents",
  /** Requests of this second that were answered from what was known, 0 to 1; and as LRU and the optimum would have. */
  "knownShare",
  "lruShare",
  "optimalShare",
  /** How long people waited for what they asked, in virtual milliseconds. */
  "waitP50Ms",
  "waitP95Ms",
  "waitP99Ms",
  "providerCallsPerMinute",
  "providerQuotaLeft"
] as const
export type GaugeName = (typeof gaugeNames)[number]
export type Gauges = Readonly<Record<GaugeName, number | null>>

export interface Frame {
  /** Counts up by one; a hole means that the page must ask for the whole again. */
  readonly sequence: number
  /** The world's time, epoch milliseconds. */
  readonly at: number
  /** Of the newest event in the journal. */
  readonly position: number
  readonly gauges: Gauges
  /** Movies per leaf of the chart, in the chart's order. */
  readonly counts: Uint32Array
  /** Moves along each edge of the chart since the frame before. */
  readonly edges: Uint16Array
  /** Of every movie that moved or was born: its number and the number of its leaf. */
  readonly moves: ReadonlyArray<readonly [movie: number, leaf: number]>
}

const headerBytes = 8 + 8 + 8 + gaugeNames.length * 4 + 4

/** Stands in place of a leaf for a movie that is no more: forgotten, or one with another. It is counted nowhere. */
export const goneLeaf = 31

export const frameBytes = (frame: Frame): Uint8Array => {
  const { at, counts, edges, gauges, moves, position, sequence } = frame
  const bytes = new Uint8Array(headerBytes + counts.length * 4 + edges.length * 2 + moves.length * 4)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, sequence, true)
  view.setFloat64(8, at, true)
  view.setFloat64(16, position, true)
  for (const [place, name] of gaugeNames.entries()) view.setFloat32(24 + place * 4, gauges[name] ?? NaN, true)
  view.setUint16(headerBytes - 4, counts.length, true)
  view.setUint16(headerBytes - 2, edges.length, true)
  let offset = headerBytes
  for (const count of counts) offset = write32(view, offset, count)
  for (const count of edges) {
    view.setUint16(offset, Math.min(count, 0xffff), true)
    offset += 2
  }
  // A movie and its leaf share 32 bits: there may be 134 million movies.
  for (const [movie, leaf] of moves) offset = write32(view, offset, movie * 32 + leaf)
  return bytes
}

const write32 = (view: DataView, offset: number, value: number): number => {
  view.setUint32(offset, value, true)
  return offset + 4
}

/** The inverse of frameBytes, but for figures beyond 32 bits of precision. Throws a RangeError when the bytes are no frame. */
export const frameOf = (bytes: Uint8Array): Frame => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const gauges = Object.fromEntries(
    gaugeNames.map((name, place) => {
      const value = view.getFloat32(24 + place * 4, true)
      return [name, Number.isNaN(value) ? null : value]
    })
  ) as Gauges
  const counts = new Uint32Array(view.getUint16(headerBytes - 4, true))
  const edges = new Uint16Array(view.getUint16(headerBytes - 2, true))
  let offset = headerBytes
  for (let place = 0; place < counts.length; place++, offset += 4) counts[place] = view.getUint32(offset, true)
  for (let place = 0; place < edges.length; place++, offset += 2) edges[place] = view.getUint16(offset, true)
  const moves: Array<readonly [number, number]> = []
  for (; offset < bytes.byteLength; offset += 4) {
    const packed = view.getUint32(offset, true)
    moves.push([Math.floor(packed / 32), packed % 32])
  }
  return {
    sequence: view.getFloat64(0, true),
    at: view.getFloat64(8, true),
    position: view.getFloat64(16, true),
    gauges,
    counts,
    edges,
    moves
  }
}
