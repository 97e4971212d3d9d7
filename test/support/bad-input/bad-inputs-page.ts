/** All bad input there is a rule for, and the page that tells of it. */
import { badAnswers } from "./answers.ts"
import type { BadInputs } from "./bad-input.ts"
import { badLinks } from "./links.ts"
import { badTransport } from "./transport.ts"

export const badInputs: ReadonlyArray<BadInputs> = [...badAnswers, ...badTransport, badLinks]

const lengthMax = 160
const cell = (text: string): string => {
  const short = text.length <= lengthMax ? text : `${text.slice(0, 40)}… (${text.length} characters)`
  return short.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*")
}

const section = ({ about, heading, inputs }: BadInputs): string =>
  [
    `## ${heading}`,
    "",
    about,
    "",
    "| what comes | what becomes of it |",
    "| --- | --- |",
    ...inputs.map(({ becomes, given }) => `| ${cell(given)} | ${cell(becomes)} |`),
    ""
  ].join("\n")

/** The text of docs/bad-input.md. */
export const badInputsPage = (): string =>
  [
    "# Bad input",
    "",
    "What providers send is hostile until it has been checked (SAFE-4). Made by `node scripts/bad-input.ts` from the list that",
    "`test/e2e/bad-input.test.ts` runs: every line below is tested, and a line that is not true any more fails there.",
    "",
    ...badInputs.map(section)
  ].join("\n")
