/** The founding rules, the gentlest first: a movie goes by the first that it qualifies for. A rule with a target stands last. */
import { diskShort } from "./disk-short.ts"
import { lowPopularity } from "./low-popularity.ts"
import { notAccessed } from "./not-accessed.ts"
import type { Rule } from "./rule.ts"

export const foundingRules: ReadonlyArray<Rule> = [notAccessed, lowPopularity, diskShort]
