/**
 * What moved when, in rings of typed arrays, with a picture of everything now and then: any moment that is not too long ago
 * is the last picture before it and the moves since. What has left the rings is the journal's to tell.
 */

export interface Remembered {
  readonly position: number
  readonly at: number
  readonly leaves: Uint8Array
}

interface Picture extends Remembered {
  /** The number of the first move after it, counted from the beginning of the log. */
  readonly move: number
}

export interface MoveLogSettings {
  /** So many moves are remembered; 20 bytes each. */
  readonly movesMax: number
  /** A picture is taken after so many moves; one byte a movie. */
  readonly movesPerPicture: number
}

export const defaultMoveLogSettings: MoveLogSettings = { movesMax: 2 ** 19, movesPerPicture: 2 ** 15 }

export class MoveLog {
  readonly #settings: MoveLogSettings
  readonly #positions: Float64Array
  readonly #times: Float64Array
  readonly #packed: Uint32Array
  readonly #pictures: Array<Picture> = []
  #moves = 0
  #lastPosition = 0
  #lastAt = 0

  constructor(settings: MoveLogSettings = defaultMoveLogSettings) {
    this.#settings = settings
    this.#positions = new Float64Array(settings.movesMax)
    this.#times = new Float64Array(settings.movesMax)
    this.#packed = new Uint32Array(settings.movesMax)
  }

  /** The oldest position that can be told; Infinity before the first picture. */
  get firstPosition(): number {
    return this.#pictures[0]?.position ?? Infinity
  }

  get isPictureDue(): boolean {
    const last = this.#pictures.at(-1)
    return last === undefined || this.#moves - last.move >= this.#settings.movesPerPicture
  }

  picture(position: number, at: number, leaves: Uint8Array): void {
    this.#pictures.push({ position, at, leaves: leaves.slice(), move: this.#moves })
    const oldest = this.#moves - this.#settings.movesMax
    while (this.#pictures.length > 1 && this.#pictures[0]!.move < oldest) this.#pictures.shift()
  }

  note(position: number, at: number, number: number, leaf: number): void {
    const place = this.#moves++ % this.#settings.movesMax
    this.#positions[place] = position
    this.#times[place] = at
    this.#packed[place] = number * 32 + leaf
    this.#lastPosition = position
    this.#lastAt = at
    const first = this.#pictures[0]
    if (first !== undefined && first.move < this.#moves - this.#settings.movesMax) this.#pictures.shift()
  }

  /** The population as it was while this was the newest event; undefined when that is too long ago. */
  momentOf(position: number): Remembered | undefined {
    const picture = this.#pictures.findLast((each) => each.position <= position)
    if (picture === undefined) return undefined
    const to = this.#endOf(position, picture.move)
    const leaves = this.#replayed(picture, to)
    const last = to > picture.move ? this.#times[(to - 1) % this.#settings.movesMax]! : picture.at
    return { position, at: position >= this.#lastPosition ? this.#lastAt : last, leaves }
  }

  /** The number of the first move that came after this position. Positions never fall, so they can be halved. */
  #endOf(position: number, from: number): number {
    let [low, high] = [from, this.#moves]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (this.#positions[middle % this.#settings.movesMax]! <= position) low = middle + 1
      else high = middle
    }
    return low
  }

  #replayed(picture: Picture, to: number): Uint8Array {
    let size = picture.leaves.length
    for (let move = picture.move; move < to; move++) {
      size = Math.max(size, Math.floor(this.#packed[move % this.#settings.movesMax]! / 32) + 1)
    }
    const leaves = new Uint8Array(size)
    leaves.set(picture.leaves)
    for (let move = picture.move; move < to; move++) {
      const packed = this.#packed[move % this.#settings.movesMax]!
      leaves[Math.floor(packed / 32)] = packed % 32
    }
    return leaves
  }
}
