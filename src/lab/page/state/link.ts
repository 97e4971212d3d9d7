/** What an address of the page says, and how it is said: `#movie=1421&at=90211`. */

export interface Link {
  /** A number, an id or another name of a movie. */
  readonly movie: string | null
  readonly at: number | null
  readonly token: string | null
}

const positionOf = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null

export const linkOf = (hash: string): Link => {
  const parts = new URLSearchParams(hash.replace(/^#/, ""))
  return { movie: parts.get("movie") || null, at: positionOf(parts.get("at")), token: parts.get("token") }
}

export const hashOf = (movie: number | null, at: number | null): string => {
  const parts = [...(movie === null ? [] : [`movie=${movie}`]), ...(at === null ? [] : [`at=${at}`])]
  return parts.length === 0 ? "" : `#${parts.join("&")}`
}
