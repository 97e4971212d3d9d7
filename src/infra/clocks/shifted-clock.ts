/** A clock ahead of another one, or behind it. */
import { type Clock, Effect } from "effect"

/** The same clock, `byMs` later; it goes at the same pace, and sleeps as long. */
export const shiftedClock = (clock: Clock.Clock, byMs: number): Clock.Clock => {
  const byNanos = BigInt(Math.round(byMs)) * 1_000_000n
  const millis = () => clock.currentTimeMillisUnsafe() + byMs
  const nanos = () => clock.currentTimeNanosUnsafe() + byNanos
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}
