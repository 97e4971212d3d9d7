/** One spelling for all names: nobody has to remember which, and a disk that ignores case cannot confuse two files. */
import { posix } from "node:path"
import { isCode } from "../project.ts"
import { at, type Rule } from "../rule.ts"

const word = "[a-z0-9]+"
const kebabCase = new RegExp(`^${word}(?:-${word})*(?:\\.(?:test|properties|config))*\\.tsx?$`)
const kebabFolder = new RegExp(`^${word}(?:-${word})*$`)
const hasNames = /^(?:src|test|bench|scripts|examples|fixtures)\//

const isNamedWell = (path: string): boolean =>
  kebabCase.test(posix.basename(path)) &&
  posix
    .dirname(path)
    .split("/")
    .every((folder) => kebabFolder.test(folder))

export const fileNames: Rule = {
  law: "code files and their folders are named in kebab-case",
  breaches: (project) =>
    project.files
      .filter((file) => isCode(file) && hasNames.test(file.path) && !isNamedWell(file.path))
      .map((file) => at(file, 1, "is not named in kebab-case, after its main export")),
  caught: {
    "a class-like name": { "src/services/EventBus.ts": "" },
    "an underscore": { "src/services/event_bus.ts": "" },
    "a folder in camelCase": { "src/jsonStore/store.ts": "" }
  },
  passed: {
    "a plain name": { "src/services/event-bus.ts": "" },
    "a test": { "test/services/event-bus.test.ts": "" },
    "a name with a number": { "src/services/s3-fifo.ts": "" }
  }
}
