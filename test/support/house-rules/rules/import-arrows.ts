/**
 * The rooms of the house know only what is below them. While that holds, the machine loads in a browser, a store can be
 * exchanged, and a reader can start with the nouns and never meet a word that was not explained before.
 */
import { importsOf, isRelative, targetOf, type Import } from "../imports.ts"
import { codeBelow, type SourceFile } from "../project.ts"
import { at, type Rule } from "../rule.ts"

const everything = ["domain", "machines", "actors", "services", "infra", "shells", "lab", "root"] as const

/** What each room may import besides itself. */
const arrows: Readonly<Record<string, ReadonlyArray<string>>> = {
  domain: [],
  machines: ["domain"],
  services: ["domain"],
  actors: ["machines", "services", "domain"],
  infra: ["services", "domain"],
  shells: everything,
  lab: everything,
  root: everything
}

/** `src/domain/level.ts` is in the room `domain`; `src/index.ts` is in `root`; a path outside src is in none. */
const roomOf = (path: string): string | undefined => {
  const [source, room, ...rest] = path.split("/")
  if (source !== "src" || room === undefined) return undefined
  return rest.length === 0 ? "root" : room
}

/** The page runs in a browser: of our own it may know what travels, the chart, and the words of the domain as types. */
const pageFolder = "src/lab/page/"
const pageKnows = [pageFolder, "src/lab/wire/", "src/lab/chart/"]

const pageBreach = (file: SourceFile, { specifier, typeOnly }: Import): boolean => {
  if (!file.path.startsWith(pageFolder)) return false
  const target = targetOf(file, specifier)
  return !pageKnows.some((folder) => target.startsWith(folder)) && !(typeOnly && target.startsWith("src/domain/"))
}

const breachesOf = (file: SourceFile): ReadonlyArray<string> => {
  const room = roomOf(file.path) ?? ""
  const allowed = arrows[room]
  if (allowed === undefined) return [at(file, 1, `is in a room that the house does not have: ${room}`)]
  return importsOf(file)
    .filter((each) => isRelative(each.specifier))
    .flatMap((each) => {
      const { line, specifier } = each
      if (pageBreach(file, each)) return [at(file, line, `imports ${specifier}: the page may not know it`)]
      const target = roomOf(targetOf(file, specifier)) ?? "outside src"
      if (target === room || allowed.includes(target)) return []
      return [at(file, line, `imports ${specifier}: ${room} may not know ${target}`)]
    })
}

export const importArrows: Rule = {
  law: "imports between the rooms of src go only along the arrows of the design",
  breaches: (project) => codeBelow(project, "src").flatMap(breachesOf),
  caught: {
    "a machine that knows a service": { "src/machines/a.ts": `import { Store } from "../services/store.ts"` },
    "a type is an import too": { "src/domain/a.ts": `import type { B } from "../machines/b.ts"` },
    "a service that knows an actor": { "src/services/x/a.ts": `export * from "../../actors/b.ts"` },
    "infra that knows the lab, late": { "src/infra/a.ts": `const b = await import("../lab/b.ts")` },
    "a room below that knows the entry": { "src/services/a.ts": `import { b } from "../index.ts"` },
    "a page that knows the library": { "src/lab/page/a.tsx": `import { Library } from "../../services/library.ts"` },
    "a page that knows the domain at run time": {
      "src/lab/page/a.ts": `import { levels } from "../../domain/level.ts"`
    },
    "a test helper in the source": { "src/lab/a.ts": `import { runs } from "../../test/support/runs.ts"` },
    "a room of its own": { "src/utils/a.ts": `export const a = 1` }
  },
  passed: {
    "down along the arrows": { "src/actors/a.ts": `import { b } from "../machines/b.ts"` },
    "within one room": { "src/infra/x/a.ts": `import { b } from "../y/b.ts"` },
    "a page that knows the words": { "src/lab/page/a.tsx": `import type { Level } from "../../domain/level.ts"` },
    "a shell knows all": { "src/shells/cli/a.ts": `import { b } from "../../lab/b.ts"` }
  }
}
