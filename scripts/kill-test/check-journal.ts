/** What must hold of the journal itself: STORE-1's "nothing lost, nothing twice", and that effects name their causes. */
import type { Event } from "../../src/domain/event.ts"
import type { ReadJournal } from "./journal-reading.ts"

/** Violations in words; the same kind is told only a few times. */
export class Violations {
  private readonly found: Array<string> = []
  private readonly counts = new Map<string, number>()

  add(law: string, detail: string): void {
    const count = (this.counts.get(law) ?? 0) + 1
    this.counts.set(law, count)
    if (count <= 3) this.found.push(`${law}: ${detail}`)
  }

  get list(): ReadonlyArray<string> {
    const more = [...this.counts].filter(([, count]) => count > 3).map(([law, count]) => `${law}: ${count} in all`)
    return [...this.found, ...more]
  }
}

const checkOrder = ({ events }: ReadJournal, violations: Violations): void => {
  const seen = new Map<string, number>()
  let last = 0
  for (const { position, event } of events) {
    if (position !== ++last) violations.add("positions have no holes", `${position} stands where ${last} belongs`)
    const first = seen.get(event.id)
    if (first !== undefined) {
      violations.add("every event is there once", `${event.id} (${event.type}) stands at ${first} and ${position}`)
    }
    seen.set(event.id, position)
    if (event.causedBy !== null && !seen.has(event.causedBy)) {
      violations.add("effects name a cause that came before", `${event.type} at ${position} names ${event.causedBy}`)
    }
  }
}

/** What one cause may bring about once per movie. */
const onceKey = (event: Event): string | undefined => {
  if (event.type === "MovieCreated") return `${event.type} ${event.aliases.join(" ")} by ${event.causedBy}`
  if (event.type === "MovieDowngraded" && event.plan !== null)
    return `${event.type} ${event.movie} by ${event.causedBy}`
  if (event.type === "MovieRestored") return `${event.type} ${event.movie} by ${event.causedBy}`
  return undefined
}

const checkEffectsOnce = ({ events }: ReadJournal, violations: Violations): void => {
  const seen = new Map<string, number>()
  for (const { position, event } of events) {
    const key = onceKey(event)
    if (key !== undefined && seen.has(key)) {
      violations.add("every event has its effect once", `${key} stands at ${seen.get(key)} and ${position}`)
    }
    if (key !== undefined) seen.set(key, position)
  }
}

/** Creations and forgettings in the order of their causes: a fact may be written after the next event has come in. */
const checkCreatedOnce = ({ events }: ReadJournal, violations: Violations): void => {
  const places = new Map(events.map(({ event, position }) => [event.id, position]))
  const turns = events.flatMap(({ event, position }) => {
    if (event.type === "MovieForgotten") return [{ alias: event.movie, at: position, isBirth: false }]
    if (event.type !== "MovieCreated") return []
    return [{ alias: event.aliases[0] ?? event.movie, at: places.get(event.causedBy ?? "") ?? position, isBirth: true }]
  })
  const alive = new Set<string>()
  for (const { alias, at, isBirth } of turns.sort((a, b) => a.at - b.at)) {
    if (isBirth && alive.has(alias)) violations.add("a movie is created once", `${alias} again by the event at ${at}`)
    if (isBirth) alive.add(alias)
    else alive.delete(alias)
  }
}

/** Positions that were acknowledged, by id; an id that was answered twice was answered alike. */
const checkAcknowledged = (
  { events }: ReadJournal,
  acknowledged: ReadonlyMap<string, number>,
  violations: Violations
): number => {
  const places = new Map(events.map(({ event, position }) => [event.id, position]))
  let found = 0
  for (const [id, position] of acknowledged) {
    const place = places.get(id)
    if (place === undefined) violations.add("what was acknowledged is in the journal", `${id} is missing`)
    else if (place !== position)
      violations.add("an event stands where its receipt says", `${id} at ${place}, not ${position}`)
    else found++
  }
  return found
}

/** How many of the acknowledged events were found. */
export const checkJournal = (
  journal: ReadJournal,
  acknowledged: ReadonlyMap<string, number>,
  violations: Violations
): number => {
  checkOrder(journal, violations)
  checkEffectsOnce(journal, violations)
  checkCreatedOnce(journal, violations)
  for (const [name, position] of journal.cursors) {
    if (position > journal.events.length) violations.add("no cursor is ahead of the log", `${name} at ${position}`)
  }
  return checkAcknowledged(journal, acknowledged, violations)
}
