/**
 * `vitest run` runs everything, with few runs per property so that it stays quick. `vitest run --mode properties` runs only
 * the files that ask test/support/runs.ts how often, and lets them run as often as they promise.
 */
import { globSync, readFileSync } from "node:fs"
import { defineConfig } from "vitest/config"

const tests = "test/**/*.test.ts"
const countsItsRuns = (file: string) => readFileSync(file, "utf8").includes("support/runs.ts")

export default defineConfig(({ mode }) => {
  const thorough = mode === "properties"
  return {
    test: {
      include: thorough ? globSync(tests).filter(countsItsRuns).toSorted() : [tests],
      env: thorough ? { REELSTATE_RUNS: process.env["REELSTATE_RUNS"] ?? "1000" } : {},
      // One worker fewer, as it would be by itself, leaves a machine with two cores half idle.
      maxWorkers: "100%",
      testTimeout: thorough ? 600_000 : 30_000,
      hookTimeout: 30_000,
      passWithNoTests: thorough
    }
  }
})
