/**
 * Whatever the project needs is in its folder or in its package.json, so that a clean clone is complete; and the inner
 * rooms touch no part of the outside world that a simulation could not replace (RUN-2).
 */
import { isBuiltin } from "node:module"
import { importsOf, isRelative, targetOf, type Import } from "../imports.ts"
import { isCode, type Project, type SourceFile } from "../project.ts"
import { at, type Rule } from "../rule.ts"

/** The parts of Node that only compute. */
const pureBuiltins = ["node:assert", "node:buffer", "node:crypto", "node:path", "node:util"]

/** The packages that a room may use; a room that is not listed may use every dependency. */
const packages: Readonly<Record<string, ReadonlyArray<string>>> = {
  domain: ["effect"],
  machines: ["xstate"],
  actors: ["effect", "xstate", ...pureBuiltins],
  // An index of words is only computing.
  services: ["effect", "minisearch", ...pureBuiltins]
}

/** Types leave no trace at run time: a port of a machine may speak of an Exit. */
const typesAlso: Readonly<Record<string, ReadonlyArray<string>>> = { machines: ["effect"] }

/** The page is shipped as one bundle that holds what it needs: nobody installs its packages. */
const isBundled = (file: SourceFile): boolean => file.path.startsWith("src/lab/page/")

interface Manifest {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const manifestOf = (project: Project): Manifest =>
  JSON.parse(project.files.find((file) => file.path === "package.json")?.text ?? "{}") as Manifest

/** `effect/testing` is of the package `effect`, `@effect/vitest/utils` of `@effect/vitest`. */
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const relativeBreach = (file: SourceFile, specifier: string): string | undefined => {
  if (targetOf(file, specifier).startsWith("..")) return "leaves the project"
  return /\.(?:tsx?|json|css)$/.test(specifier)
    ? undefined
    : "names no file: end it with .ts, Node looks for exactly that"
}

const roomBreach = (file: SourceFile, { specifier, typeOnly }: Import): string | undefined => {
  const room = file.path.startsWith("src/") ? (file.path.split("/")[1] ?? "") : ""
  const allowed = [...(packages[room] ?? []), ...(typeOnly ? (typesAlso[room] ?? []) : [])]
  const name = isBuiltin(specifier) ? specifier : packageOf(specifier)
  if (packages[room] === undefined || allowed.includes(name)) return undefined
  return `is not for ${room}, which uses only ${allowed.join(", ")}`
}

const packageBreach = (file: SourceFile, each: Import, manifest: Manifest): string | undefined => {
  const { specifier } = each
  if (isBuiltin(specifier))
    return specifier.startsWith("node:") ? undefined : `is a part of Node: write node:${specifier}`
  if (/^(?:[/#]|[a-z]+:)/.test(specifier)) return "is neither a file of this project nor a package"
  const name = packageOf(specifier)
  // The examples that stand for a project of somebody else.
  if (name === manifest.name && file.path.startsWith("examples/")) return undefined
  if (manifest.dependencies?.[name] !== undefined) return undefined
  if (isBundled(file) && manifest.devDependencies?.[name] !== undefined) return undefined
  if (file.path.startsWith("src/")) return `is not among the dependencies of package.json`
  return manifest.devDependencies?.[name] === undefined ? "is not in package.json" : undefined
}

const breachOf = (file: SourceFile, each: Import, manifest: Manifest): string | undefined =>
  isRelative(each.specifier)
    ? relativeBreach(file, each.specifier)
    : (packageBreach(file, each, manifest) ?? roomBreach(file, each))

const manifest = `{ "dependencies": { "effect": "1", "xstate": "1" }, "devDependencies": { "vitest": "1" } }`

export const importSources: Rule = {
  law: "everything that is imported is in this project or in its package.json, and fits the room",
  breaches: (project) => {
    const known = manifestOf(project)
    return project.files.filter(isCode).flatMap((file) =>
      importsOf(file).flatMap((each) => {
        const breach = breachOf(file, each, known)
        return breach === undefined ? [] : [at(file, each.line, `imports ${each.specifier}: it ${breach}`)]
      })
    )
  },
  caught: {
    "a file outside the project": { "src/lab/a.ts": `import facts from "../../../shared/facts.json"` },
    "an absolute path": { "test/a.test.ts": `import facts from "/shared/facts.json"` },
    "no extension": { "src/lab/a.ts": `import { b } from "./b"` },
    "the extension of the compiled file": { "src/lab/a.ts": `import { b } from "./b.js"` },
    "a package nobody declared": { "package.json": manifest, "scripts/a.ts": `import _ from "lodash"` },
    "a tool in the source": { "package.json": manifest, "src/lab/a.ts": `import { it } from "vitest"` },
    "a part of Node without its name": { "src/infra/a.ts": `import fs from "fs"` },
    "a disk in a service": { "src/services/a.ts": `import { readFileSync } from "node:fs"` },
    "Effect at run time in a machine": {
      "package.json": manifest,
      "src/machines/a.ts": `import { Exit } from "effect"`
    }
  },
  passed: {
    "a type of Effect in a machine": {
      "package.json": manifest,
      "src/machines/a.ts": `import type { Exit } from "effect"`
    },
    "a module inside a package": {
      "package.json": manifest,
      "src/shells/a.ts": `import { Command } from "effect/cli"`
    },
    "a package that the bundle of the page holds": {
      "package.json": manifest,
      "src/lab/page/a.tsx": `import { it } from "vitest"`
    },
    "a tool in a test": { "package.json": manifest, "test/a.test.ts": `import { it } from "vitest"` },
    "a disk in infra": { "src/infra/a.ts": `import { open } from "node:fs/promises"` }
  }
}
