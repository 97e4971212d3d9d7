/**
 * Kills a busy library with SIGKILL at random moments and checks, against its own list of what was acknowledged, that
 * nothing is lost, nothing is counted twice, and no file is half-written (STORE-1, STORE-2, STORE-3).
 * SIGKILL takes the process and leaves the page cache: what a power cut would take is tested on a simulated disk.
 */
import { commandOf, optionsOf, usage } from "./kill-test/options.ts"
import { noTotals, type Progress, runRounds, type Totals } from "./kill-test/rounds.ts"

const parse = () => {
  try {
    return optionsOf(process.argv.slice(2))
  } catch (cause) {
    console.error(`${(cause as Error).message}\n\n${usage}`)
    return process.exit(2)
  }
}

const options = parse()
const totals = noTotals()
const begin = process.hrtime.bigint()
const isTerminal = process.stdout.isTTY && !options.json

const tell = ({ kill, checked, acknowledged }: Progress): void => {
  if (!isTerminal) return
  const { events, tornBytes } = checked
  const line = `kill ${kill + 1} of ${options.rounds}: ${acknowledged} acknowledged, ${events} events, ${tornBytes} bytes torn`
  process.stdout.write(`\r\u001b[K${line}`)
}

const rows = (seconds: number, of: Totals): ReadonlyArray<readonly [string, string | number]> => [
  ["kills", `${of.kills}, ${of.killsWhileOpening} of them before the library was open`],
  ["libraries", of.libraries],
  ["events acknowledged", of.acknowledged],
  ["of these found, once", of.found],
  ["events in the journals", of.events],
  ["torn tails cut", `${of.tornTails} (${of.tornBytes} bytes, none acknowledged)`],
  ["readable names missing", `${of.namesMissing} (a kill between two renames; the next checkpoint gives them back)`],
  ["other repairs", of.otherRepairs],
  ["time", `${seconds.toFixed(1)} s`]
]

const failure = await runRounds(options, totals, tell)
const seconds = Number(process.hrtime.bigint() - begin) / 1e9
const command = commandOf(options)

if (options.json) console.log(JSON.stringify({ command, ok: failure === undefined, seconds, ...totals, failure }))
else {
  if (isTerminal) process.stdout.write("\r\u001b[K")
  for (const [name, value] of rows(seconds, totals)) console.log(`${name.padEnd(24)} ${value}`)
  if (failure === undefined) console.log("Nothing was lost, nothing was counted twice, no file was half-written.")
  else {
    console.log(`\nAfter kill ${failure.kill} these laws were broken:`)
    for (const violation of failure.violations) console.log(`  ${violation}`)
    console.log(`\nThe library is kept in ${failure.directory}\nRun it again: ${command}`)
  }
}
process.exitCode = failure === undefined ? 0 : 1
