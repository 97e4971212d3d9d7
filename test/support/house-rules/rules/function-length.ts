/**
 * A function one can see whole is a function one can check. A line counts for the innermost function it belongs to, so
 * that a service, which is a closure around its methods, is measured by its own code; blank lines and comments are free.
 */
import { isCode, type SourceFile } from "../project.ts"
import { at, type Rule } from "../rule.ts"
import { walk, type Node } from "../syntax.ts"

const sourceLinesMax = 40
const otherLinesMax = 80
const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"])

const linesMax = (file: SourceFile): number => (/^(?:src|scripts)\//.test(file.path) ? sourceLinesMax : otherLinesMax)

const isCodeLine = (line: string): boolean => !/^\s*(?:$|\/\/|\/\*|\*)/.test(line)

/** Parents come before children in a walk, so the last function to claim a line is the innermost. */
const ownLines = (file: SourceFile): ReadonlyMap<Node, number> => {
  const owners = new Map<number, Node>()
  for (const { node } of walk(file.syntax())) {
    if (!functionTypes.has(node.type)) continue
    const last = file.lineAt(node.end)
    for (let line = file.lineAt(node.start); line <= last; line++) owners.set(line, node)
  }
  const counts = new Map<Node, number>()
  for (const [line, owner] of owners) {
    if (isCodeLine(file.lines[line - 1] ?? "")) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  }
  return counts
}

const breachesOf = (file: SourceFile): ReadonlyArray<string> => {
  const max = linesMax(file)
  if (file.lines.length <= max) return []
  return [...ownLines(file)]
    .filter(([, count]) => count > max)
    .map(([node, count]) =>
      at(file, file.lineAt(node.start), `begins a function of ${count} lines; ${max} are the limit`)
    )
}

const statements = (count: number): string => "  step()\n".repeat(count)

export const functionLength: Rule = {
  law: `no function of src has more than ${sourceLinesMax} lines of its own, no other function more than ${otherLinesMax}`,
  breaches: (project) => project.files.filter(isCode).flatMap(breachesOf),
  caught: {
    "a long function": { "src/lab/a.ts": `function a() {\n${statements(sourceLinesMax)}}` },
    "a long arrow function": { "src/lab/a.ts": `const a = () => {\n${statements(sourceLinesMax)}}` },
    "a long generator inside a short function": {
      "src/lab/a.ts": `const a = () =>\n  gen(function*() {\n${statements(sourceLinesMax)}})`
    },
    "a long test": { "test/lab/a.test.ts": `it("is long", () => {\n${statements(otherLinesMax)}})` }
  },
  passed: {
    "a long closure around short methods": {
      "src/lab/a.ts": `const a = () => {\n${`const b = () => {\n${statements(30)}}\n`.repeat(3)}}`
    },
    "a short function with much to say": {
      "src/lab/a.ts": `const a = () => {\n${"  // why\n\n".repeat(sourceLinesMax)}}`
    }
  }
}
