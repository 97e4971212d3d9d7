/**
 * A lockfile that lacks the variants of a package for other platforms stops `npm ci` everywhere, on some versions of npm.
 * npm leaves them out when it updates a lockfile beside an installed node_modules, or where it cannot look them up.
 */
import type { Project } from "../project.ts"
import type { Rule } from "../rule.ts"

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

const breaches = (project: Project): ReadonlyArray<string> => {
  const text = project.files.find((file) => file.path === "package-lock.json")?.text ?? "{}"
  const { packages = {} } = JSON.parse(text) as Lockfile
  const isThere = (place: string) => Object.hasOwn(packages, place)
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isThere(`node_modules/${name}`) && !isThere(`${place}/node_modules/${name}`))
      .map((name) => `package-lock.json lacks ${name}, which ${place} names: add it, for npm ci on other platforms`)
  )
}

const lockfile = (...places: ReadonlyArray<string>): Readonly<Record<string, string>> => {
  const linter = { optionalDependencies: { "linter-linux": "1.0.0", "linter-darwin": "1.0.0" } }
  const rest = Object.fromEntries(places.map((place) => [place, {}]))
  return { "package-lock.json": JSON.stringify({ packages: { "node_modules/linter": linter, ...rest } }) }
}

export const completeLockfile: Rule = {
  law: "the lockfile knows every platform, not only the one it was written on",
  breaches,
  caught: { "a platform that is missing": lockfile("node_modules/linter-linux") },
  passed: {
    "all platforms": lockfile("node_modules/linter-linux", "node_modules/linter-darwin"),
    "a platform below its package": lockfile(
      "node_modules/linter-linux",
      "node_modules/linter/node_modules/linter-darwin"
    )
  }
}
