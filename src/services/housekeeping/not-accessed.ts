/**
 * Not accessed for 180 days: basic is kept. Founding rule 1. A movie known to medium is treated like a deep one: credits
 * are most of what its record weighs, and they come back in one call when somebody opens the casting again.
 */
import { rankOf } from "../../domain/level.ts"
import type { Rule } from "./rule.ts"
import { verdictOf } from "./rule.ts"

export const notAccessed: Rule = {
  name: "not-accessed",
  reason: "What nobody opened for half a year is rarely opened tomorrow, and basic is enough to recognise it by.",
  judge: (facts, _world, thresholds) =>
    verdictOf(
      [
        { name: "level", value: rankOf(facts.level), threshold: 2, unit: "rank", holds: (rank) => rank >= 2 },
        {
          name: "idle",
          value: facts.idleDays,
          threshold: thresholds.idleDaysMax,
          unit: "days",
          holds: (days) => days >= thresholds.idleDaysMax
        }
      ],
      {
        kept: "basic",
        imagesOnly: false,
        bytes: (facts.hdImageBytes ?? 0) + Math.max(0, (facts.recordBytes ?? 0) - thresholds.basicRecordBytes)
      }
    ),
  value: (facts) => -(facts.idleDays ?? 0)
}
