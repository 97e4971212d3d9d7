/** What is asked of the inspector in an address: the same words for its pages, its socket and the command line. */
import { Exit, Schema } from "effect"
import { MovieRef } from "../../domain/identity.ts"
import { lifecycleStates } from "../../domain/level.ts"
import { defaultWanted, type Wanted, wantedMax } from "../../infra/inspector/chosen-movies.ts"
import { wholeNumber } from "../http/endpoints/parameters.ts"

const stateWords = new RegExp(`^(?:${lifecycleStates.join("|")})(?:\\.(?:resting|enriching|waiting))?$`)
const State = Schema.String.check(Schema.isPattern(stateWords)).annotate({
  description: `${lifecycleStates.join(", ")}; or one of these and resting, enriching or waiting, as in deep.enriching`
})
const Movies = Schema.String.check(Schema.isMaxLength(16_000)).annotate({
  description: "ids and aliases with commas between, as in tmdb:13,tmdb:603"
})

export const inspectorQuery = {
  movies: Schema.optionalKey(Movies),
  state: Schema.optionalKey(State),
  sample: Schema.optionalKey(wholeNumber(1, wantedMax.movies)),
  history: Schema.optionalKey(wholeNumber(0, wantedMax.history)),
  max: Schema.optionalKey(wholeNumber(1, wantedMax.movies)),
  rate: Schema.optionalKey(wholeNumber(1, wantedMax.messagesPerSecond))
}

const decode = Schema.decodeUnknownExit(Schema.Struct(inspectorQuery) as unknown as Schema.Codec<Read, unknown>)
type Read = Schema.Struct.Type<typeof inspectorQuery>

const isRef = Schema.is(MovieRef)

/** What a client wants to see; or a sentence about what cannot be read. `ui` is for pages, and passed over. Pure. */
export const readInspectorQuery = (
  query: string
): { readonly wanted: Wanted; readonly movies: ReadonlyArray<MovieRef> } | string => {
  const { ui: _, ...given } = Object.fromEntries(new URLSearchParams(query))
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(inspectorQuery, name))
  if (unknown !== undefined) return `There is no parameter ${JSON.stringify(unknown.slice(0, 80))}.`
  const exit = decode(given)
  if (Exit.isFailure(exit)) return `One of the parameters ${Object.keys(given).join(", ")} cannot be read.`
  const { history, max, movies = "", rate, sample, state } = exit.value
  const refs = movies.split(",").filter((ref) => ref !== "")
  const wrong = refs.find((ref): boolean => !isRef(ref))
  if (wrong !== undefined) return `${JSON.stringify(wrong.slice(0, 80))} is no id such as m_0123456789, and no alias.`
  const wanted: Wanted = {
    state,
    sample: sample ?? defaultWanted.sample,
    history: history ?? defaultWanted.history,
    moviesMax: max ?? Math.max(defaultWanted.moviesMax, sample ?? 0),
    messagesPerSecondMax: rate ?? defaultWanted.messagesPerSecondMax
  }
  return { wanted, movies: refs as ReadonlyArray<MovieRef> }
}
