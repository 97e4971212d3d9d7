/** What the page asks the runtime, besides the stream. Addresses are relative: the page may live below another path. */
import type { EventInput } from "../../../domain/event.ts"
import type { CommandAnswer, LabCommand, Moment, MovieTold, WorldSettings } from "../../wire/messages.ts"
import { ordered, settings } from "./lab-state.ts"
import { notify } from "./notices.ts"

/** A token in the address (`#token=…`) is kept for this tab and leaves the address. */
const tokenKey = "reelstate.token"

export const keepToken = (token: string): void => sessionStorage.setItem(tokenKey, token)

export const authorization = (): Record<string, string> => {
  const token = sessionStorage.getItem(tokenKey)
  return token === null ? {} : { authorization: `Bearer ${token}` }
}

interface ProblemDocument {
  readonly title?: string
  readonly detail?: string
  readonly whatToDo?: string
}

/** What a refusal says, in a sentence. */
export const problemOf = async (response: Response): Promise<string> => {
  const plain = `The runtime answered with ${response.status}.`
  try {
    const { detail, title, whatToDo } = (await response.json()) as ProblemDocument
    return [detail ?? title ?? plain, whatToDo].filter((each) => each !== undefined).join(" ")
  } catch {
    return plain
  }
}

const asked = async <A>(address: string, init?: RequestInit): Promise<A> => {
  const headers = { ...authorization(), ...(init?.body === undefined ? {} : { "content-type": "application/json" }) }
  const response = await fetch(address, { ...init, headers })
  if (!response.ok) throw new Error(await problemOf(response))
  return (await response.json()) as A
}

const post = <A>(address: string, body: unknown): Promise<A> =>
  asked<A>(address, { method: "POST", body: JSON.stringify(body) })

const wordsOf = (error: unknown): string =>
  error instanceof TypeError ? "The runtime does not answer." : (error as Error).message

/** Says what went wrong, and answers with undefined. */
const orNotice = async <A>(work: Promise<A>): Promise<A | undefined> => {
  try {
    return await work
  } catch (error) {
    notify({ tone: "bad", sentence: wordsOf(error) })
    return undefined
  }
}

export const fetchMoment = (position: number, signal: AbortSignal): Promise<Moment> =>
  asked(`lab/moment?position=${position}`, { signal })

export const fetchMovie = (who: number | string, position: number | null): Promise<MovieTold> =>
  asked(`lab/movies/${encodeURIComponent(who)}${position === null ? "" : `?position=${position}`}`)

export interface Found {
  readonly number: number
  readonly title: string | null
  readonly year: number | null
}

export const searchMovies = async (query: string, signal: AbortSignal): Promise<ReadonlyArray<Found>> =>
  asked<ReadonlyArray<Found>>(`lab/search?q=${encodeURIComponent(query)}`, { signal })

/** What an order changes of the settings: the page shows it before the next news do. */
const settingsOf = (order: LabCommand): Partial<WorldSettings> => {
  if (order.type === "speed") return { speed: order.speed }
  if (order.type === "step") return { speed: 0 }
  if (order.type !== "fault") return {}
  const others = (settings.peek()?.faults ?? []).filter((fault) => fault !== order.fault)
  return { faults: order.on ? [...others, order.fault] : others }
}

export const command = async (order: LabCommand): Promise<CommandAnswer | undefined> => {
  const answer = await orNotice(post<CommandAnswer>("lab/commands", order))
  if (answer !== undefined) {
    if (answer.done) ordered.value = { ...ordered.peek(), ...settingsOf(order) }
    notify({ tone: answer.done ? "good" : "bad", sentence: answer.sentence, copy: answer.command ?? undefined })
  }
  return answer
}

/** The command line that brings this moment about again; undefined when the runtime knows none. */
export const momentCommand = async (position: number): Promise<string | undefined> =>
  (await orNotice(post<CommandAnswer>("lab/commands", { type: "moment", position })))?.command ?? undefined

/** Publishes an event about one movie; `done` is the sentence that says so. */
export const publish = async (event: EventInput, done: string): Promise<boolean> => {
  const answer = await orNotice(post("v1/events", event))
  if (answer !== undefined) notify({ tone: "good", sentence: done })
  return answer !== undefined
}

export interface PlanItemTold {
  readonly movie: string
  readonly from: string
  readonly kept: string
  readonly imagesOnly: boolean
  readonly rule: string
  readonly evidence: ReadonlyArray<{
    readonly name: string
    readonly value: number | null
    readonly threshold: number | null
    readonly unit: string
  }>
  readonly rank: number
  readonly bytes: number
}

export interface PlanTold {
  readonly hash: string
  readonly createdAt: number
  readonly movies: number
  readonly qualified: number
  readonly items: ReadonlyArray<PlanItemTold>
  readonly skipped: Readonly<Record<string, number>>
  readonly bytesFreed: number
  readonly breaker: { readonly stopped: boolean; readonly why: string | null }
}

const plans = "v1/housekeeping/plans"

export const makePlan = () => orNotice(post<PlanTold>(plans, {}))
export const applyPlan = (hash: string, confirm: boolean) => orNotice(post(`${plans}/${hash}/apply`, { confirm }))
export const undoPlan = (hash: string) => orNotice(post(`${plans}/${hash}/undo`, {}))
