/** A README that is read to its end, and a changelog that tells what changed for the people who use this. */
import { at, type Rule } from "../rule.ts"
import type { Project } from "../project.ts"

const readmeLinesMax = 150
const changelogSection = /^## (?:Unreleased|\[?\d+\.\d+\.\d+)/m

const breaches = (project: Project): ReadonlyArray<string> => {
  const file = (path: string) => project.files.find((each) => each.path === path)
  const readme = file("README.md")
  const changelog = file("CHANGELOG.md")
  return [
    ...(readme === undefined ? ["README.md is missing"] : []),
    ...(readme !== undefined && readme.lines.length > readmeLinesMax
      ? [at(readme, 1, `has ${readme.lines.length} lines, more than anybody reads: move some of it to docs/`)]
      : []),
    ...(changelog === undefined ? ["CHANGELOG.md is missing"] : []),
    ...(changelog !== undefined && !changelogSection.test(changelog.text)
      ? [at(changelog, 1, "has no section: begin one with `## Unreleased` or `## 1.2.3`")]
      : [])
  ]
}

const good = { "README.md": "# A thing\n", "CHANGELOG.md": "# Changelog\n\n## Unreleased\n" }

export const documents: Rule = {
  law: `there is a README of at most ${readmeLinesMax} lines and a changelog with sections`,
  breaches,
  caught: {
    "nothing at all": {},
    "a README that is a book": { ...good, "README.md": "line\n".repeat(readmeLinesMax + 1) },
    "a changelog without a section": { ...good, "CHANGELOG.md": "# Changelog\n" }
  },
  passed: {
    "what is coming": good,
    "what came": { ...good, "CHANGELOG.md": "# Changelog\n\n## 0.1.0\n" }
  }
}
