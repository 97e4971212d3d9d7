/** The test of a thing is where the thing is: `src/domain/level.ts` has its tests in `test/domain/`. */
import { posix } from "node:path"
import { codeBelow, type Project } from "../project.ts"
import { at, type Rule } from "../rule.ts"

/** Folders of tests that are about the whole, not about one folder of src. */
const ownFolders = new Set(["properties", "simulation", "e2e", "support", "fixtures", "scripts", "bench", "browser"])

const foldersOf = (paths: Iterable<string>): ReadonlySet<string> => {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) folders.add(folder)
  }
  return folders
}

const breaches = (project: Project): ReadonlyArray<string> => {
  const folders = foldersOf(project.paths)
  return codeBelow(project, "test").flatMap((file) => {
    const folder = posix.dirname(file.path).split("/").slice(1)
    const mirrored = ["src", ...folder].join("/")
    if (folder.length === 0 || ownFolders.has(folder[0] ?? "")) return []
    if (folders.has(mirrored) || project.paths.has(`${mirrored}.ts`)) return []
    return [at(file, 1, `mirrors ${mirrored}, which does not exist`)]
  })
}

export const mirroredTests: Rule = {
  law: "the folders of test mirror the folders of src",
  breaches,
  caught: {
    "a test of a folder that is gone": { "test/gone/a.test.ts": "", "src/domain/a.ts": "" },
    "a folder of its own, one level down": { "test/domain/deep/a.test.ts": "", "src/domain/a.ts": "" }
  },
  passed: {
    "a mirrored folder": { "test/domain/a.test.ts": "", "src/domain/a.ts": "" },
    "a folder for one large file": { "test/infra/journal/torn-tail.test.ts": "", "src/infra/journal.ts": "" },
    "a property of the whole": { "test/properties/a.test.ts": "" }
  }
}
