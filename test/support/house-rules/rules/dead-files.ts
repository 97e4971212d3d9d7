/** A file that nothing leads to is read by everybody who looks for something, and by nobody else. */
import { reachableFrom } from "../imports.ts"
import type { Project } from "../project.ts"
import { at, type Rule } from "../rule.ts"

/** Where programs begin: the entries of the package, the command line, and everything that is run by hand or by a tool. */
const entryPatterns = [
  /^src\/(?:index|http)\.ts$/,
  /^src\/machines\/index\.ts$/,
  /^src\/shells\/bin\.ts$/,
  /^src\/shells\/cli\/main\.ts$/,
  /^src\/lab\/page\/main\.tsx$/,
  /^test\/.*\.test\.ts$/,
  /^(?:scripts|bench|examples)\//,
  /^[^/]+\.config\.ts$/
]

const mustBeReached = (path: string): boolean => /^(?:src|test)\/.*\.tsx?$/.test(path)

const breaches = (project: Project): ReadonlyArray<string> => {
  const entries = [...project.paths].filter((path) => entryPatterns.some((pattern) => pattern.test(path)))
  const reached = reachableFrom(project, entries)
  return project.files
    .filter((file) => mustBeReached(file.path) && !reached.has(file.path))
    .map((file) => at(file, 1, "is reached from no entry and no test: use it or delete it"))
}

export const deadFiles: Rule = {
  law: "every file of src and test is reached from an entry of the package or from a test",
  breaches,
  caught: {
    "a file nobody imports": { "src/index.ts": `export {}`, "src/domain/a.ts": `export {}` },
    "two files that only know each other": {
      "src/domain/a.ts": `import { b } from "./b.ts"`,
      "src/domain/b.ts": `import { a } from "./a.ts"`
    },
    "a helper of no test": { "test/support/a.ts": `export {}` }
  },
  passed: {
    "from the entry, over another file": {
      "src/index.ts": `export * from "./domain/a.ts"`,
      "src/domain/a.ts": `import type { B } from "./b.ts"`,
      "src/domain/b.ts": `export type B = 1`
    },
    "from a test": { "test/domain/a.test.ts": `import "../../src/domain/a.ts"`, "src/domain/a.ts": `export {}` },
    "a worker, by its address": {
      "src/index.ts": `new Worker(new URL("./infra/worker.ts", import.meta.url))`,
      "src/infra/worker.ts": `export {}`
    }
  }
}
