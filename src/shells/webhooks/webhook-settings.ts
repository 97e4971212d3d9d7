/** What can be set about webhooks; each setting has its default. */

export interface PathMapping {
  /** The beginning of a path as the sender sees it, and what that folder is called here. */
  readonly from: string
  readonly to: string
}

export interface WebhookSettings {
  /** From this share of its running time on (0 to 1) a film counts as watched, by source. */
  readonly watchedShare: Readonly<Record<PlayerSource, number>>
  /** Senders in containers see other folders than this process does. The first that fits is applied. */
  readonly paths: ReadonlyArray<PathMapping>
}

export type PlayerSource = "plex" | "jellyfin" | "emby" | "tautulli"

/** The players' own defaults. */
export const defaultWebhookSettings: WebhookSettings = {
  watchedShare: { plex: 0.9, jellyfin: 0.9, emby: 0.9, tautulli: 0.85 },
  paths: []
}

/** The path as this process sees it. */
export const mappedPath = (path: string, mappings: ReadonlyArray<PathMapping>): string => {
  for (const { from, to } of mappings) {
    const folder = from.replace(/[/\\]+$/, "")
    const rest = path.slice(folder.length)
    if (!path.startsWith(folder) || !/^(?:[/\\]|$)/.test(rest)) continue
    return `${to.replace(/\/+$/, "")}${rest.replaceAll("\\", "/")}`
  }
  return path
}
