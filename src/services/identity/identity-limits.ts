/** How many names, files and other movies one movie can have (RUN-1). Pure. */
import type { Identity } from "../../domain/movie.ts"

export interface IdentityLimits {
  readonly aliases: number
  readonly files: number
  readonly merged: number
  readonly apart: number
}

/** Far above what one film has; a program that invents names for it meets them. */
export const identityLimits: IdentityLimits = { aliases: 1_000, files: 1_000, merged: 200, apart: 1_000 }

const words: Readonly<Record<keyof IdentityLimits, string>> = {
  aliases: "names",
  files: "files",
  merged: "movies that are one with it",
  apart: "movies that a person said are others"
}

const lists = ["aliases", "files", "merged", "apart"] as const

/** Which list would grow beyond its limit, in words; undefined when the change may be made. What is too long already may stay. */
export const outgrown = (before: Identity, after: Identity, limits = identityLimits): string | undefined => {
  const list = lists.find((name) => {
    const count = after[name]?.length ?? 0
    return count > limits[name] && count > (before[name]?.length ?? 0)
  })
  return list === undefined ? undefined : `it would have more than ${limits[list]} ${words[list]}`
}
