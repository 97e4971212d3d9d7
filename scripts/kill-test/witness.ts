/** The parent's own list: what the children of one library were told, and which turns are still open. */
import type { Orders, Report } from "./child-messages.ts"

type OpenTurn = Orders["again"][number]

const turnOf = (name: string): OpenTurn => {
  const [life, publisher, number] = name.split(".").map(Number)
  return { life: life!, publisher: publisher!, number: number! }
}

/** More of the same tells nobody more. */
const problemsMax = 5

const isPublisherTurn = (name: string): boolean => /^\d+\.\d+\.\d+$/.test(name)

export class Witness {
  /** Position by id of every event that was acknowledged. */
  readonly acknowledged = new Map<string, number>()
  readonly problems: Array<string> = []
  /** How often a publisher was told which failure, and the first words of each. */
  readonly failures = new Map<string, number>()
  readonly messages: Array<string> = []
  repairs: ReadonlyArray<string> = []
  private again: ReadonlyArray<OpenTurn> = []

  /** The turns that nobody was told the end of. */
  get open(): ReadonlyArray<OpenTurn> {
    return this.again
  }

  /** Notes everything that one life reported; what it left open is sent again by the next. */
  hear(life: number, publishers: number, reports: ReadonlyArray<Report>): void {
    const next = Array.from({ length: publishers }, (_, publisher) => ({ life, publisher, number: 0 }))
    const done = new Set<string>()
    this.repairs = []
    let wasOpened = false
    for (const said of reports) {
      if (said.kind === "opened") {
        wasOpened = true
        this.repairs = said.repairs
      } else if (said.kind === "done") {
        done.add(said.turn)
        for (const [id, position] of said.acks) this.acknowledge(id, position)
        if (!isPublisherTurn(said.turn)) continue
        const turn = turnOf(said.turn)
        if (turn.life === life) next[turn.publisher]!.number = turn.number + 1
      } else {
        this.fail(said)
      }
    }
    const left = this.again.filter((turn) => !done.has(`${turn.life}.${turn.publisher}.${turn.number}`))
    this.again = wasOpened ? [...left, ...next] : left
  }

  private acknowledge(id: string, position: number): void {
    const before = this.acknowledged.get(id)
    if (before !== undefined && before !== position) this.problems.push(`${id} was answered ${before} and ${position}`)
    this.acknowledged.set(id, position)
  }

  private fail(said: Exclude<Report, { readonly kind: "opened" | "done" }>): void {
    const where = said.kind === "refused" ? "opening" : said.kind === "failed" ? "publish" : said.what
    if (said.kind === "failed") {
      if (!this.failures.has(said.tag)) this.messages.push(said.message)
      this.failures.set(said.tag, (this.failures.get(said.tag) ?? 0) + 1)
    }
    if (this.problems.length < problemsMax && said.tag !== "StoreFull") {
      this.problems.push(`${where} failed with ${said.tag}: ${said.message}`)
    }
  }
}
