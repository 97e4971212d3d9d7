/** Everything that decides how much is forgotten, as one piece of data: it stands in the plan, and can be tuned. */
export interface Thresholds {
  /** No second downgrade of the same movie within this time (LIFE-5). */
  readonly graceDays: number
  /** After this half-life a use is worth half as much. */
  readonly halfLifeDays: number
  /** A movie not accessed for so long keeps only basic. */
  readonly idleDaysMax: number
  /** A movie less popular than this keeps only its summary ... */
  readonly popularityMin: number
  /** ... once it has been known for so long. */
  readonly historyDaysMin: number
  /** HD images go when less than this is free on the disk, until `freeBytesAim` is. */
  readonly freeBytesMin: number
  readonly freeBytesAim: number
  /** HD images go when all images hold more than this, until they hold `imageBytesAim`. */
  readonly imageBytesMax: number
  readonly imageBytesAim: number
  /** About what a record weighs that knows basic, or only a summary: for the estimate of what a downgrade frees. */
  readonly basicRecordBytes: number
  readonly summaryRecordBytes: number
  /** The most movies of one plan; the rest waits for the next. */
  readonly itemsMax: number
  /** A plan that would hit more than this share of the library, and at least so many movies, stops and asks. */
  readonly breakerShare: number
  readonly breakerMoviesMin: number
  /** So does one that would free more than this. */
  readonly breakerBytesMax: number
}

export const defaultThresholds: Thresholds = {
  graceDays: 30,
  halfLifeDays: 30,
  idleDaysMax: 180,
  popularityMin: 0.01,
  historyDaysMin: 180,
  freeBytesMin: 5e9,
  freeBytesAim: 10e9,
  imageBytesMax: 10e9,
  imageBytesAim: 9e9,
  basicRecordBytes: 2_000,
  summaryRecordBytes: 600,
  itemsMax: 5_000,
  breakerShare: 0.2,
  breakerMoviesMin: 50,
  breakerBytesMax: 20e9
}
