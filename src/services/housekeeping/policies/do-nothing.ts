/** The upper bound of bytes: nobody ever goes, whatever the budget says. Misses are first uses only. */
import { nobody, type Policy } from "./policy.ts"

export class DoNothing implements Policy {
  touch(): void {}
  admit(): void {}
  remove(): void {}

  victim(): number {
    return nobody
  }
}
