/**
 * Where packages come from is the business of the machine that installs them: a host written down here, in a lockfile
 * above all, breaks the installation behind every mirror. The names are put together, so that this file names none.
 */
import { at, spelled, type Rule } from "../rule.ts"

const endings = "(?:com|org|net|io|dev|cn)"
const names = [
  ["npm", "js"],
  ["npm", "mirror"],
  ["yarn", "pkg"],
  ["npm\\.pkg\\.git", "hub"],
  ["js", "r"]
].map((parts) => spelled(...parts))
const pattern = new RegExp(`\\b(?:registry\\.[a-z0-9.-]+|${names.join("|")})\\.${endings}\\b`, "i")

const host = spelled("registry", ".example", ".org")

export const registryHosts: Rule = {
  law: "no file names the host of a package registry",
  breaches: (project) =>
    project.files.flatMap((file) =>
      pattern.test(file.text)
        ? file.lines.flatMap((line, index) =>
            pattern.test(line) ? [at(file, index + 1, "names the host of a package registry: leave it out")] : []
          )
        : []
    ),
  caught: {
    "in a lockfile": { "package-lock.json": `"resolved": "https://${host}/effect.tgz"` },
    "in a script": { ".ci/run": `npm ci --registry https://${host}` },
    "in a document": { "docs/a.md": `see https://www.${spelled("npm", "js")}.com/package/effect` }
  },
  passed: {
    "the word alone": { "docs/a.md": "packages come from the npm registry. Of course" },
    "a registry of our own": { "src/lab/a.ts": "const a = registry.policies.find(b)" }
  }
}
