/** What a world may forget by. Each is the rules and thresholds of the lab, but for what its name says. */
import type { PlanSettings } from "../../services/housekeeping/plan.ts"
import { foundingRules } from "../../services/housekeeping/rules.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import { labThresholds } from "../lab-library.ts"

/** Thresholds that can be turned while the world lives. */
export type Adjustable = { -readonly [K in keyof Thresholds]: Thresholds[K] }

interface Policy {
  readonly thresholds: Partial<Thresholds>
  readonly rules: PlanSettings["rules"]
}

/** The budget for pictures of ten thousand movies: room for about a third of those that people look at in a month. */
const worldImages = { imageBytesMax: 4_000_000, imageBytesAim: 3_400_000 }

export const policies: Readonly<Record<string, Policy>> = {
  founding: { thresholds: {}, rules: foundingRules },
  patient: { thresholds: { idleDaysMax: 360, graceDays: 60 }, rules: foundingRules },
  hasty: { thresholds: { idleDaysMax: 30, graceDays: 7, historyDaysMin: 30 }, rules: foundingRules },
  frugal: { thresholds: { imageBytesMax: 1_000_000, imageBytesAim: 800_000 }, rules: foundingRules },
  "forget nothing": { thresholds: {}, rules: [] }
}

export const defaultPolicy = "founding"

export const adjustableFor = (policy: string): Adjustable => ({
  ...labThresholds,
  ...worldImages,
  ...policies[policy]?.thresholds
})
