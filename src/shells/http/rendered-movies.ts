/**
 * Answers about movies as they went out last, for as long as the movie's record is the same. Whoever is asked for again and
 * again is not read and put into words again and again. Bounded by count and by bytes; what is first in is first out (RUN-1).
 */
import type { MovieId, MovieRef } from "../../domain/identity.ts"
import type { Store } from "../../services/store.ts"
import type { Reply } from "./reply.ts"

const repliesMax = 4_096
const replyBytesMax = 64 * 1_024

interface Rendered {
  readonly movie: MovieId
  readonly revision: number
  readonly reply: Reply
}

export class RenderedMovies {
  readonly #replies = new Map<MovieRef, Rendered>()

  /** The answer, if the movie's record is still what it was. A name that leads to another movie now has changed both. */
  find(store: Store["Service"], ref: MovieRef): Reply | undefined {
    const rendered = this.#replies.get(ref)
    if (rendered === undefined) return undefined
    if (store.revision(rendered.movie) === rendered.revision) return rendered.reply
    this.#replies.delete(ref)
    return undefined
  }

  /** Keeps an answer that was worked out at this revision, unless the record has changed meanwhile. */
  keep(
    store: Store["Service"],
    ref: MovieRef,
    rendered: Omit<Rendered, "revision">,
    revision: number | undefined
  ): void {
    if (revision === undefined || store.revision(rendered.movie) !== revision) return
    const { body } = rendered.reply
    if (body._tag !== "Uint8Array" || body.contentLength > replyBytesMax) return
    const [oldest] = this.#replies.size < repliesMax ? [] : this.#replies.keys()
    if (oldest !== undefined) this.#replies.delete(oldest)
    this.#replies.set(ref, { ...rendered, revision })
  }
}
