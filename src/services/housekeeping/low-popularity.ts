/**
 * Popularity low: only a summary is kept. Founding rule 2. Only for movies that had time to become popular: a new one has a
 * low score because it is new. It stands after not-accessed, so that forgetting goes in steps, a grace period apart.
 */
import { rankOf } from "../../domain/level.ts"
import type { Rule } from "./rule.ts"
import { verdictOf } from "./rule.ts"

export const lowPopularity: Rule = {
  name: "low-popularity",
  reason: "A decayed sum of uses foretells the next use better than a count or an age alone (LRFU, Lee et al. 2001).",
  judge: (facts, _world, thresholds) =>
    verdictOf(
      [
        { name: "level", value: rankOf(facts.level), threshold: 1, unit: "rank", holds: (rank) => rank >= 1 },
        {
          name: "history",
          value: facts.historyDays,
          threshold: thresholds.historyDaysMin,
          unit: "days",
          holds: (days) => days >= thresholds.historyDaysMin
        },
        {
          name: "popularity",
          value: facts.popularity,
          threshold: thresholds.popularityMin,
          unit: "score",
          holds: (score) => score < thresholds.popularityMin
        }
      ],
      {
        kept: "summary",
        imagesOnly: false,
        bytes:
          (facts.hdImageBytes ?? 0) +
          (facts.smallImageBytes ?? 0) +
          Math.max(0, (facts.recordBytes ?? 0) - thresholds.summaryRecordBytes)
      }
    ),
  value: (facts) => facts.popularity ?? 0
}
