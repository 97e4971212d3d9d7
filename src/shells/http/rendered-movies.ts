/**
 * Answers about movies as they went out last, for as long as nothing at all was written since: the journal grows with every
 * commit, so the same length means the same records. Whoever is asked for again and again is not read and put into words
 * again and again. Bounded by count and by bytes; what is first in is first out (RUN-1).
 */
import type { MovieRef } from "../../domain/identity.ts"
import type { Store } from "../../services/store.ts"
import type { Reply } from "./reply.ts"

const repliesMax = 1_024
const replyBytesMax = 64 * 1_024

/** What changes whenever any record changes; undefined for a store that does not tell. */
const revisionOf = (store: Store["Service"]): number | undefined => {
  const { journalBytes, kind } = store.status()
  return kind === "json" || kind === "memory" ? journalBytes : undefined
}

export class RenderedMovies {
  #revision: number | undefined
  #replies = new Map<MovieRef, Reply>()

  /** The answer, if nothing was written since; otherwise what to hand back to `keep` with the new one. */
  find(store: Store["Service"], ref: MovieRef): Reply | number | undefined {
    const revision = revisionOf(store)
    if (revision === this.#revision && revision !== undefined) return this.#replies.get(ref) ?? revision
    this.#revision = revision
    this.#replies = new Map()
    return revision
  }

  /** Keeps an answer that was worked out at this revision, unless something was written meanwhile. */
  keep(store: Store["Service"], ref: MovieRef, reply: Reply, revision: number | undefined): void {
    if (revision === undefined || revision !== this.#revision || revisionOf(store) !== revision) return
    const { body } = reply
    if (body._tag !== "Uint8Array" || body.contentLength > replyBytesMax) return
    const [oldest] = this.#replies.size < repliesMax ? [] : this.#replies.keys()
    if (oldest !== undefined) this.#replies.delete(oldest)
    this.#replies.set(ref, reply)
  }
}
