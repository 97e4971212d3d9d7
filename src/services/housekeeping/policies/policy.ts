/**
 * What a policy is: it hears of uses and says who goes next. Movies are whole numbers from 0, and all that a policy knows of
 * them stands in typed arrays of that length, so that a use allocates nothing and a million of them take a blink. Who counts
 * bytes and makes room is the shelf, not the policy.
 */

/** No movie. */
export const nobody = -1

/** Sizes and costs by key. Arrays are read at every use: whoever owns them may correct them. */
export interface PolicySetup {
  /** Keys are 0 to `keys` - 1. */
  readonly keys: number
  readonly bytes: Float64Array
  /** What it costs to have the movie back, in milliseconds of waiting. Above 0. */
  readonly costMs: Float64Array
  readonly capacityBytes: number
  /** For policies that sample. */
  readonly seed: number
}

/** Times are milliseconds and never go back. */
export interface Policy {
  /** A movie that is held was used. */
  touch(key: number, now: number): void
  /** A movie that is not held was used; `victim` and `admit` follow. Only for policies that remember more than they hold. */
  missed?(key: number, now: number): void
  /** Who goes to make room for `incoming`: a held key, `incoming` itself (it is not taken in), or nobody. */
  victim(incoming: number, now: number): number
  /** It is held from now on; there is room. */
  admit(key: number, now: number): void
  /** It is no longer held: as the victim it was named, or for another reason. */
  remove(key: number, now: number): void
  /** Somebody who goes though there is room, or nobody. Asked again until nobody is named. */
  expired?(now: number): number
}
