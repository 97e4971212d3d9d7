/** Every way in which the stand-in can misbehave. */
import { connectionReset } from "./connection-reset.ts"
import { driftedFields } from "./drifted-fields.ts"
import { gzipBomb } from "./gzip-bomb.ts"
import { hugeBody } from "./huge-body.ts"
import { invalidJson } from "./invalid-json.ts"
import { maxlag } from "./maxlag.ts"
import { mergedId } from "./merged-id.ts"
import { notFoundFault } from "./not-found.ts"
import { overQuota } from "./over-quota.ts"
import { redirect } from "./redirect.ts"
import { responseFalse } from "./response-false.ts"
import { serverError } from "./server-error.ts"
import { slow } from "./slow.ts"
import { stalledBody } from "./stalled-body.ts"
import { tooManyJson } from "./too-many-json.ts"
import { tooManyText } from "./too-many-text.ts"
import { truncatedJson } from "./truncated-json.ts"
import { unauthorized } from "./unauthorized.ts"
import { unprocessable } from "./unprocessable.ts"
import { wrongContentType } from "./wrong-content-type.ts"
import { wrongMovie } from "./wrong-movie.ts"

export const allFaults = [
  // It says no.
  tooManyJson,
  tooManyText,
  unauthorized,
  overQuota,
  notFoundFault,
  unprocessable,
  serverError,
  // It says no, and calls it a success.
  maxlag,
  responseFalse,
  // The wire.
  slow,
  stalledBody,
  connectionReset,
  truncatedJson,
  // It is not what it says.
  invalidJson,
  wrongContentType,
  redirect,
  hugeBody,
  gzipBomb,
  // It is about something else.
  wrongMovie,
  mergedId,
  driftedFields
] as const

export type FaultKind = (typeof allFaults)[number]["kind"]
