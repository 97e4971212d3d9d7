/** How one service looks from outside: whom it lets in, what it answers, and for how long an answer may be kept. */
import type { ProviderName } from "../../../services/data-provider.ts"
import type { Reply } from "../reply.ts"
import type { Shelf } from "../shelf.ts"
import type { Asked } from "../target.ts"

export interface Door {
  readonly provider: ProviderName
  /** What somebody gets who does not say who they are, in the service's own words; undefined for everybody else. */
  readonly refusal: (asked: Asked) => Reply | undefined
  readonly answer: (asked: Asked, shelf: Shelf) => Reply
}
