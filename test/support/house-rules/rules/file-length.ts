/** A file that fits on a few screens has one subject. Half of ours have 80 lines; past the cap there are two subjects. */
import { isCode, type SourceFile } from "../project.ts"
import { at, type Rule } from "../rule.ts"

const sourceLinesMax = 250
const otherLinesMax = 400

const linesMax = (file: SourceFile): number => (file.path.startsWith("src/") ? sourceLinesMax : otherLinesMax)

const linesOf = (count: number): string => "export {}\n".repeat(count)

export const fileLength: Rule = {
  law: `no file of src has more than ${sourceLinesMax} lines, no other code file more than ${otherLinesMax}`,
  breaches: (project) =>
    project.files
      .filter((file) => isCode(file) && file.lines.length > linesMax(file))
      .map((file) =>
        at(file, 1, `has ${file.lines.length} lines, and at most ${linesMax(file)} are allowed: split it`)
      ),
  caught: {
    "a source file one line too long": { "src/domain/a.ts": linesOf(sourceLinesMax + 1) },
    "a test one line too long": { "test/domain/a.test.ts": linesOf(otherLinesMax + 1) }
  },
  passed: {
    "a source file at the cap": { "src/domain/a.ts": linesOf(sourceLinesMax) },
    "a test as long as a test may be": { "test/domain/a.test.ts": linesOf(otherLinesMax) }
  }
}
