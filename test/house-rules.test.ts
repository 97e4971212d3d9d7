/** The rules of the house, each kept by the project, each seen to fail on its own examples. */
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { projectOf, readProject } from "./support/house-rules/project.ts"
import { rules } from "./support/house-rules/rules.ts"

const project = readProject(join(import.meta.dirname, ".."))

for (const { law, breaches, caught, passed } of rules) {
  describe(law, () => {
    it("is kept by this project", () => {
      assert.deepStrictEqual(breaches(project), [])
    })

    for (const [name, texts] of Object.entries(caught)) {
      it(`catches ${name}`, () => assert.isNotEmpty(breaches(projectOf(texts))))
    }

    for (const [name, texts] of Object.entries(passed)) {
      it(`lets pass ${name}`, () => assert.deepStrictEqual(breaches(projectOf(texts)), []))
    }
  })
}
