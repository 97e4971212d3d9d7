/**
 * What the head of a video says of the whole: how long the file has to be, and for how long the film runs. A copy that
 * stands still in the middle is told from a whole file by it. Bounded, and silent about what it does not understand.
 * Sources: ISO/IEC 14496-12 (mp4, mov), RFC 8794 and RFC 9559 (mkv, webm), OpenDML AVI 1.02.
 */

export interface ContainerFacts {
  /** By its own head the file is longer than it is, or a part that must be there is not. */
  readonly isCut: boolean
  readonly runtimeSeconds: number | null
}

/** Bytes from an offset; fewer at the end. */
export type ReadBytes = (offset: number, length: number) => Uint8Array

const unknown: ContainerFacts = { isCut: false, runtimeSeconds: null }

/** More parts than this at one level are not walked. */
const partsMax = 64
const runtimeSecondsMax = 1_000_000

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const textAt = (view: DataView, at: number): string =>
  at + 4 > view.byteLength
    ? ""
    : String.fromCharCode(...Array.from({ length: 4 }, (_, each) => view.getUint8(at + each)))

const secondsOf = (seconds: number): number | null =>
  seconds > 0 && seconds < runtimeSecondsMax ? Math.round(seconds) : null

interface Box {
  readonly type: string
  /** Where its content begins, and where it ends. */
  readonly from: number
  readonly end: number
}

/** The box at an offset; undefined where there is none that can be read. One that reaches to the end says 0. */
const boxAt = (read: ReadBytes, at: number, end: number): Box | undefined => {
  const view = viewOf(read(at, 16))
  if (view.byteLength < 8) return undefined
  const type = textAt(view, 4)
  if (!/^[ -~\u00a9]{4}$/.test(type)) return undefined
  const short = view.getUint32(0)
  if (short === 0) return { type, from: at + 8, end }
  if (short !== 1) return short < 8 ? undefined : { type, from: at + 8, end: at + short }
  if (view.byteLength < 16) return undefined
  const long = Number(view.getBigUint64(8))
  return long < 16 ? undefined : { type, from: at + 16, end: at + long }
}

function* boxesIn(read: ReadBytes, from: number, end: number): Generator<Box> {
  let at = from
  for (let count = 0; count < partsMax && at < end; count++) {
    const box = boxAt(read, at, end)
    if (box === undefined) return
    yield box
    at = box.end
  }
}

const movieRuntime = (read: ReadBytes, moov: Box): number | null => {
  for (const { type, from } of boxesIn(read, moov.from, moov.end)) {
    if (type !== "mvhd") continue
    const view = viewOf(read(from, 32))
    if (view.byteLength < 32) return null
    const isLong = view.getUint8(0) === 1
    const scale = view.getUint32(isLong ? 20 : 12)
    const length = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16)
    return scale === 0 || length === 0xff_ff_ff_ff ? null : secondsOf(length / scale)
  }
  return null
}

const firstBoxes: ReadonlySet<string> = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot"])

const mp4Facts = (read: ReadBytes, size: number): ContainerFacts => {
  let end = 0
  let count = 0
  let moov: Box | undefined
  for (const box of boxesIn(read, 0, size)) {
    if (count++ === 0 && !firstBoxes.has(box.type)) return unknown
    if (box.type === "moov") moov = box
    end = box.end
  }
  if (count === 0) return unknown
  // Where the walk was given up, the table of contents may come later.
  const isWithoutContents = moov === undefined && count < partsMax
  return {
    isCut: end > size || isWithoutContents,
    runtimeSeconds: moov === undefined ? null : movieRuntime(read, moov)
  }
}

interface Element {
  readonly id: number
  readonly from: number
  /** Infinity when its length was not known to who wrote it. */
  readonly end: number
}

/** Reads a number of variable length (RFC 8794, 4); undefined when it is not all there. */
const vintAt = (view: DataView, at: number, keepsMarker: boolean) => {
  if (at >= view.byteLength) return undefined
  const first = view.getUint8(at)
  const length = Math.clz32(first) - 23
  if (length > 8 || at + length > view.byteLength) return undefined
  let value = keepsMarker ? first : first & (0xff >> length)
  let isAllOnes = (first & (0xff >> length)) === 0xff >> length
  for (let each = 1; each < length; each++) {
    const byte = view.getUint8(at + each)
    value = value * 256 + byte
    isAllOnes &&= byte === 0xff
  }
  return { value: isAllOnes && !keepsMarker ? Infinity : value, next: at + length }
}

const elementAt = (view: DataView, at: number): Element | undefined => {
  const id = vintAt(view, at, true)
  const length = id && vintAt(view, id.next, false)
  return id && length && { id: id.value, from: length.next, end: length.next + length.value }
}

function* elementsIn(view: DataView, from: number, end: number): Generator<Element> {
  let at = from
  for (let count = 0; count < partsMax && at < Math.min(end, view.byteLength); count++) {
    const element = elementAt(view, at)
    if (element === undefined) return
    yield element
    at = element.end
  }
}

const ebmlId = 0x1a_45_df_a3
const segmentId = 0x18_53_80_67
const infoId = 0x15_49_a9_66
const scaleId = 0x2a_d7_b1
const durationId = 0x44_89

const unsigned = (view: DataView, { from, end }: Element): number => {
  let value = 0
  for (let at = from; at < Math.min(end, view.byteLength, from + 8); at++) value = value * 256 + view.getUint8(at)
  return value
}

const float = (view: DataView, { from, end }: Element): number => {
  if (end > view.byteLength) return 0
  return end - from === 4 ? view.getFloat32(from) : end - from === 8 ? view.getFloat64(from) : 0
}

const segmentRuntime = (view: DataView, segment: Element): number | null => {
  for (const info of elementsIn(view, segment.from, segment.end)) {
    if (info.id !== infoId) continue
    let scaleNs = 1_000_000
    let length = 0
    for (const element of elementsIn(view, info.from, info.end)) {
      if (element.id === scaleId) scaleNs = unsigned(view, element)
      if (element.id === durationId) length = float(view, element)
    }
    return secondsOf((length * scaleNs) / 1e9)
  }
  return null
}

const matroskaFacts = (head: Uint8Array, size: number): ContainerFacts => {
  const view = viewOf(head)
  for (const element of elementsIn(view, 0, size)) {
    if (element.id !== segmentId) continue
    const isCut = Number.isFinite(element.end) && element.end > size
    return { isCut, runtimeSeconds: segmentRuntime(view, element) }
  }
  return unknown
}

/** Never throws for what the bytes are; a read that fails is the caller's. `head` are the first bytes of the file. */
export const containerFacts = (read: ReadBytes, head: Uint8Array, size: number): ContainerFacts => {
  const view = viewOf(head)
  if (view.byteLength < 12) return unknown
  if (view.getUint32(0) === ebmlId) return matroskaFacts(head, size)
  if (textAt(view, 0) === "RIFF" && textAt(view, 8) === "AVI ") {
    return { isCut: 8 + view.getUint32(4, true) > size, runtimeSeconds: null }
  }
  return mp4Facts(read, size)
}
