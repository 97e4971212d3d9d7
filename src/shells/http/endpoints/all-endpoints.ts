/** Everything that can be asked over HTTP, in the order in which it is read. */
import type { Endpoint } from "../endpoint.ts"
import { documents } from "./documents.ts"
import { publish } from "./events.ts"
import { image } from "./images.ts"
import { jobs, runJob } from "./jobs.ts"
import { movie } from "./movie.ts"
import { movies } from "./movies.ts"
import { filmography, person } from "./people.ts"
import { applyPlan, makePlan, plan, plans, undoPlan } from "./plans.ts"
import { requests } from "./requests.ts"
import { rest } from "./rest.ts"
import { search, searches } from "./search.ts"
import { statistics } from "./statistics.ts"
import { status } from "./status.ts"
import { changes, eventStream } from "./streams.ts"
import { deliveries, replay, replayAll, webhook, webhookOf } from "./webhooks.ts"
import { history, why } from "./why.ts"

export const allEndpoints: ReadonlyArray<Endpoint> = documents([
  movies,
  search,
  searches,
  movie,
  requests,
  changes,
  why,
  history,
  image,
  person,
  filmography,
  publish,
  eventStream,
  statistics,
  makePlan,
  plans,
  plan,
  applyPlan,
  undoPlan,
  jobs,
  runJob,
  webhook,
  webhookOf,
  deliveries,
  replay,
  replayAll,
  rest,
  status
])
