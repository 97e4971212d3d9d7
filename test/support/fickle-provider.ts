/**
 * A provider that says something else every time: other pictures and other people out of a few, some pictures the same for
 * several movies. It is slow, and fails as often as its mood says, all from one seed.
 */
import { Effect, Layer } from "effect"
import {
  DataProvider,
  ProviderError,
  type ProviderRequest,
  ProviderUnreachable
} from "../../src/services/data-provider.ts"
import { jpeg, json } from "../services/memory-data-provider.ts"

export interface Fickle {
  readonly draw: () => number
  /** The share of questions that get no answer; 0 to 1. */
  failures: number
  delayMs: number
}

const picturesMax = 3
const peopleMax = 8

const movieAnswer = (id: string, { draw }: Fickle) => {
  const pick = (below: number) => Math.floor(draw() * below)
  const picture = () => `/${pick(picturesMax)}.jpg`
  const person = (order: number) => {
    const number = 1 + pick(peopleMax)
    return { id: number, name: `Person ${number}`, character: `Part ${order}`, order }
  }
  return {
    id: Number(id),
    title: `Movie ${id}`,
    original_title: `Movie ${id}`,
    release_date: "2001-02-03",
    poster_path: picture(),
    backdrop_path: picture(),
    credits: { cast: [person(0), person(1)], crew: [{ ...person(2), job: "Director" }] },
    external_ids: { imdb_id: `tt100000${id}` },
    images: { posters: [], backdrops: [] },
    keywords: { keywords: [] }
  }
}

const answerTo = (request: ProviderRequest, fickle: Fickle) => {
  const movie = /^\/movie\/(\d+)$/.exec(request.path)?.[1]
  if (movie !== undefined) return json(movieAnswer(movie, fickle))
  const picture = /\/(\d)\.jpg$/.exec(request.path)?.[1]
  // The width makes no difference: one file may stand for the small picture and for the large one.
  return picture === undefined ? json({}, 404) : jpeg(100 + Number(picture), Number(picture))
}

export const fickleProvider = (fickle: Fickle): Layer.Layer<DataProvider> =>
  Layer.succeed(DataProvider, {
    get: Effect.fnUntraced(function* (request) {
      yield* Effect.sleep(Math.floor(fickle.draw() * fickle.delayMs))
      const { provider } = request
      if (fickle.draw() >= fickle.failures) return answerTo(request, fickle)
      return yield* new ProviderError({ provider, reason: new ProviderUnreachable({ detail: "it is down" }) })
    })
  })
