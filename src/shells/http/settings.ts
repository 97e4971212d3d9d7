/** What may be set of the HTTP shell, and what holds when nothing is said. */
import { minuteMs, secondMs } from "../../domain/time.ts"
import { defaultThresholds, type Thresholds } from "../../services/housekeeping/thresholds.ts"
import type { RootStatus } from "../../services/file-watcher.ts"
import type { Endpoint } from "./endpoint.ts"

/** One line of the access log. The query is not part of it: people put secrets there. */
export interface AccessLine {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
}

export interface HttpSettings {
  /** Who sends it as a bearer token may do everything. */
  readonly token: string | undefined
  /** A second token that is as good: the one that commands find in the library's directory. */
  readonly localToken: string | undefined
  /** What those may do who send no token: nothing when a token is set, otherwise everything, unless it is said here. */
  readonly allow: "nothing" | "read" | "write" | undefined
  /** Names and addresses under which the server may be called, without port; anything else is refused (DNS rebinding). */
  readonly hosts: ReadonlyArray<string> | "any"
  /** Origins of pages on other hosts that may call it from a browser, for example `https://films.example`. */
  readonly origins: ReadonlyArray<string>
  /** Where it is mounted, for example `/films`; empty at the root. */
  readonly basePath: string
  readonly bodyBytesMax: number
  readonly bodyTimeoutMs: number
  /** The longest that a request may ask to wait. */
  readonly waitMsMax: number
  /** The most streams of events at a time. */
  readonly streamsMax: number
  /** A stream says that it is alive when nothing has happened for so long. */
  readonly heartbeatMs: number
  /** A client that takes nothing for so long though there is something is let go. */
  readonly stallMs: number
  /** A client that is farther behind is told of the gap and goes on with the newest. */
  readonly behindMax: number
  /** Those of the library, for telling why. */
  readonly thresholds: Thresholds
  /** How the folders are that are watched for the library, for /v1/status. */
  readonly watching: () => ReadonlyArray<RootStatus>
  readonly accessLog: ((line: AccessLine) => void) | undefined
  /** Addresses beside those of a library; one that is there already is taken over. */
  readonly more: ReadonlyArray<Endpoint>
}

export const loopbackHosts: ReadonlyArray<string> = ["localhost", "127.0.0.1", "[::1]"]

export const httpSettings = (given: Partial<HttpSettings> = {}): HttpSettings => ({
  token: undefined,
  localToken: undefined,
  allow: undefined,
  hosts: loopbackHosts,
  origins: [],
  basePath: "",
  bodyBytesMax: 1024 * 1024,
  bodyTimeoutMs: 10 * secondMs,
  waitMsMax: 2 * minuteMs,
  streamsMax: 2_000,
  heartbeatMs: 15 * secondMs,
  stallMs: minuteMs,
  behindMax: 100_000,
  thresholds: defaultThresholds,
  watching: () => [],
  accessLog: undefined,
  more: [],
  ...given
})

/** Host and port of an address bar or header, without the port; IPv6 keeps its brackets. Pure. */
export const hostNameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, "")

export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host.toLowerCase())
