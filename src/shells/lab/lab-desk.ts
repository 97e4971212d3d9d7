/** What stands behind the lab's addresses: a simulated world, or a real library. */
import type { Context, Effect } from "effect"
import type { Supervisor } from "../../actors/supervisor.ts"
import type { Feed } from "../../lab/feed/feed.ts"
import type { Audience } from "../../lab/feed/audience.ts"
import type { CommandAnswer, LabCommand } from "../../lab/wire/messages.ts"
import type { Search } from "../../services/search/search.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import type { LibraryServices } from "../http/http-services.ts"

export type LabServices = LibraryServices | Search | Supervisor

export interface LabDesk {
  readonly feed: Feed
  readonly audience: Audience
  /** The library as it is now. */
  readonly services: () => Context.Context<LabServices>
  readonly thresholds: () => Thresholds
  /** The journal's path, for moments that are long ago. */
  readonly journal: string
  readonly command: (command: LabCommand) => Effect.Effect<CommandAnswer>
}
