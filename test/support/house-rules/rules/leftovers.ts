/** What was meant for five minutes stays for years: a note to oneself, and a test that hides all the others. */
import { isCode, type SourceFile } from "../project.ts"
import { at, spelled, type Rule } from "../rule.ts"
import { isNode, nameOf, walk, type Node } from "../syntax.ts"

const notes = [spelled("TO", "DO"), spelled("FIX", "ME"), spelled("XX", "X")]
const notePattern = new RegExp(`\\b(?:${notes.join("|")})\\b`)
const testFunctions = new Set(["it", "test", "describe", "suite", "layer"])
const hidingMembers = new Set(["only", "skip", "todo", "fails", "skipIf", "runIf"])

const rootOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === "MemberExpression") return rootOf(node["object"])
  return node.type === "CallExpression" ? rootOf(node["callee"]) : nameOf(node)
}

const isHiding = (node: Node): boolean =>
  node.type === "MemberExpression" &&
  hidingMembers.has(nameOf(node["property"]) ?? "") &&
  testFunctions.has(rootOf(node["object"]) ?? "")

const notesIn = (file: SourceFile): ReadonlyArray<string> =>
  file.lines.flatMap((line, index) =>
    notePattern.test(line) ? [at(file, index + 1, "holds a note to oneself: do it, or write down why not")] : []
  )

const hiddenIn = (file: SourceFile): ReadonlyArray<string> =>
  [...walk(file.syntax())]
    .filter(({ node }) => isHiding(node))
    .map(({ node }) => at(file, file.lineAt(node.start), "hides tests: run them all, or delete this one"))

export const leftovers: Rule = {
  law: "no notes to oneself are left in the code, and no test is hidden",
  breaches: (project) => [
    ...project.files.filter((file) => file.path !== "package-lock.json").flatMap(notesIn),
    ...project.files.filter((file) => isCode(file) && file.path.startsWith("test/")).flatMap(hiddenIn)
  ],
  caught: {
    "a note": { "src/domain/a.ts": `// ${notes[0]}: later` },
    "a note in a document": { "README.md": `${notes[1]} this` },
    "a test that runs alone": { "test/a.test.ts": `it.only("runs", () => {})` },
    "a test that never runs": { "test/a.test.ts": `it.effect.skip("runs", () => nothing)` },
    "a group that never runs": { "test/a.test.ts": `describe.skip("all of it", () => {})` }
  },
  passed: {
    "skip as a word of our own": { "test/a.test.ts": `reader.skip(3); it("reads on", () => {})` }
  }
}
