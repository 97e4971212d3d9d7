/** Bodies as the servers send them, byte for byte in their form; the values are invented. */
import type { Delivery } from "../../../src/services/inbox/inbox.ts"

const json = "application/json"

export const delivery = (contentType: string, body: string | Uint8Array, source: string | null = null): Delivery => ({
  source,
  contentType,
  body: typeof body === "string" ? Buffer.from(body) : body
})

const boundary = "------------------------d74496d66958873e"

/** A form as Plex makes it: the JSON part has a type of its own and no file name, the picture has both. */
export const plexForm = (payload: string, thumbBytes = 3_000): Delivery => {
  const head = (lines: ReadonlyArray<string>) => Buffer.from(`--${boundary}\r\n${lines.join("\r\n")}\r\n\r\n`)
  const thumb = Buffer.alloc(thumbBytes, "\u00ff\u00d8\r\n--", "latin1")
  const body = Buffer.concat([
    head(['Content-Disposition: form-data; name="payload"', "Content-Type: application/json"]),
    Buffer.from(payload),
    Buffer.from("\r\n"),
    head(['Content-Disposition: form-data; name="thumb"; filename="thumb.jpg"', "Content-Type: image/jpeg"]),
    thumb,
    Buffer.from(`\r\n--${boundary}--\r\n`)
  ])
  return delivery(`multipart/form-data; boundary=${boundary}`, body, "plex")
}

const plexMatrix = {
  librarySectionType: "movie",
  librarySectionTitle: "Movies",
  ratingKey: "1936545",
  key: "/library/metadata/1936545",
  guid: "plex://movie/5d7768244de0ee001fcc7fed",
  type: "movie",
  title: "The Matrix",
  year: 1999,
  summary: "A hacker learns.\nAnd wakes up.",
  rating: 8.3,
  thumb: "/library/metadata/1936545/thumb/1700000000",
  duration: 8_160_000,
  viewOffset: 120_000,
  lastViewedAt: 1_700_000_000,
  Guid: [{ id: "imdb://tt0133093" }, { id: "tmdb://603" }, { id: "tvdb://169" }],
  Genre: [{ tag: "Action" }]
}

export const plexPayload = (
  event: string,
  metadata: object = {},
  player: object | null = { uuid: "r6yf", title: "TV" }
) =>
  JSON.stringify({
    event,
    user: true,
    owner: true,
    Account: { id: 1, thumb: "https://plex.example/users/1/avatar", title: "alice" },
    Server: { title: "Home", uuid: "54664a3d" },
    ...(player === null ? {} : { Player: { local: true, publicAddress: "203.0.113.7", ...player } }),
    Metadata: { ...plexMatrix, ...metadata }
  })

export const plex = (event: string, metadata: object = {}) => plexForm(plexPayload(event, metadata))

/** As the plugin's template makes it: text, and a raw line break inside a text. */
export const jellyfin = (type: string, fields: Readonly<Record<string, unknown>> = {}): Delivery => {
  const all = {
    ServerId: "jf1",
    ServerName: "home",
    ServerVersion: "10.11.0",
    NotificationType: type,
    UtcTimestamp: "2026-01-02T19:11:12.0000000Z",
    Name: "The Matrix",
    Overview: "A hacker learns.@@And wakes up.",
    Tagline: "",
    ItemId: "a1b2",
    ItemType: "Movie",
    RunTimeTicks: 81_600_000_000,
    Year: 1999,
    Provider_tmdb: "603",
    Provider_imdb: "tt0133093",
    PlaybackPositionTicks: 1_000_000_000,
    IsPaused: false,
    DeviceName: "TV",
    ClientName: "Jellyfin Android TV",
    NotificationUsername: "alice",
    UserId: "u1",
    ...fields
  }
  return delivery("text/plain; charset=utf-8", JSON.stringify(all).replace("@@", "\r\n"), "jellyfin")
}

export const emby = (event: string, info: object = {}, item: object = {}): Delivery =>
  delivery(
    json,
    JSON.stringify({
      Title: "alice on TV",
      Date: "2026-01-02T19:11:12.0000000Z",
      Event: event,
      User: { Name: "alice", Id: "u1" },
      Item: {
        Name: "The Matrix",
        Id: "771",
        Type: "Movie",
        ProductionYear: 1999,
        RunTimeTicks: 81_600_000_000,
        ProviderIds: { Tmdb: "603", Imdb: "tt0133093", Official: "https://example.org" },
        ...item
      },
      Server: { Name: "home", Id: "emby1", Version: "4.9.0.0" },
      Session: { RemoteEndPoint: "203.0.113.7", Client: "Emby Theater", DeviceName: "TV", DeviceId: "d1", Id: "s1" },
      PlaybackInfo: { PositionTicks: 1_000_000_000, ...info }
    }),
    "emby"
  )

export const tautulli = (action: string, fields: Readonly<Record<string, string>> = {}): Delivery =>
  delivery(
    json,
    JSON.stringify({
      source: "tautulli",
      v: 1,
      action,
      at: "1767379872",
      type: "movie",
      title: "The Matrix",
      year: "1999",
      imdb: "tt0133093",
      tmdb: "603",
      ratingKey: "1936545",
      guid: "plex://movie/5d7768244de0ee001fcc7fed",
      file: "/movies/The Matrix (1999)/The Matrix.mkv",
      user: "alice",
      progress: "12",
      offsetMs: "979200",
      durationMs: "8160000",
      session: "27",
      ...fields
    }),
    "tautulli"
  )

export const radarr = (eventType: string, fields: object = {}): Delivery =>
  delivery(
    json,
    JSON.stringify({
      movie: {
        id: 12,
        title: "The Matrix",
        year: 1999,
        releaseDate: "1999-03-31",
        folderPath: "/movies/The Matrix (1999)",
        tmdbId: 603,
        imdbId: "tt0133093",
        overview: "A hacker learns.",
        genres: ["Action"],
        images: [],
        tags: []
      },
      movieFile: {
        id: 7,
        relativePath: "The Matrix.mkv",
        path: "/movies/The Matrix (1999)/The Matrix.mkv",
        quality: "Bluray-1080p",
        size: 12_345_678_901,
        mediaInfo: { audioChannels: 5.1, height: 1080, width: 1920 }
      },
      eventType,
      instanceName: "Radarr",
      applicationUrl: "",
      ...fields
    }),
    "radarr"
  )

export const seerr = (
  type: string,
  media: object = { media_type: "movie", tmdbId: "603", status: "PENDING" }
): Delivery =>
  delivery(
    json,
    JSON.stringify({
      notification_type: type,
      event: "Movie Request Pending Approval",
      subject: "The Matrix (1999)",
      message: "A hacker learns.",
      image: "https://image.example/x.jpg",
      media,
      request: { request_id: "5", requestedBy_username: "alice" },
      extra: []
    }),
    "seerr"
  )

export const recommendation = (
  movies: ReadonlyArray<object> = [{ tmdb: 603 }, { imdb: "tt0109830", title: "Forrest Gump" }]
) => delivery(json, JSON.stringify({ list: "For tonight", movies }), "recommendation")
