import type { Hint } from "../../domain/event.ts"
import type { Item } from "./inbox.ts"

/** What is known of an item that has a name everybody knows, or undefined. */
export const hintFrom = ({ aliases, own, title, year }: Item): Hint | undefined => {
  const [movie, ...others] = aliases
  if (movie === undefined) return undefined
  const rest = own === null ? others : [...others, own]
  return {
    movie,
    ...(rest.length === 0 ? {} : { aliases: rest }),
    ...(title === null ? {} : { title }),
    ...(year === null ? {} : { year })
  }
}
