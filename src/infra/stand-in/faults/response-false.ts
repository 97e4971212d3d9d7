import { omdbRefusal } from "../doors/omdb-door.ts"
import { fault } from "./fault.ts"

const errors: Readonly<Record<string, string>> = {
  "no-data": "Error getting data.",
  "not-found": "Movie not found!",
  "incorrect-id": "Incorrect IMDb ID."
}

export const responseFalse = fault({
  kind: "response-false",
  what: "OMDb does not have it, and says so with status 200",
  variants: ["no-data", "not-found", "incorrect-id"],
  only: ["imdb"],
  reply: ({ variant }) => omdbRefusal(200, errors[variant] ?? "Error getting data.")
})
