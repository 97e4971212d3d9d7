/** Every sender that is understood. The first that recognises a shape reads it. */
import { emby } from "./emby.ts"
import type { Format } from "./format.ts"
import { jellyfin } from "./jellyfin.ts"
import { plex } from "./plex.ts"
import { radarr } from "./radarr.ts"
import { recommendation } from "./recommendation.ts"
import { seerr } from "./seerr.ts"
import { tautulli } from "./tautulli.ts"

export const allFormats: ReadonlyArray<Format> = [tautulli, jellyfin, plex, emby, radarr, seerr, recommendation]
