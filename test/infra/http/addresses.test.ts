import { assert, describe, it } from "vitest"
import { Result } from "effect"
import { isLoopbackHost, isPrivateHost } from "../../../src/infra/http/addresses.ts"
import { redirectUrl } from "../../../src/infra/http/request-url.ts"
import { retryAfterMs } from "../../../src/infra/http/retry-after.ts"

describe("a host", () => {
  const hostOf = (host: string) => new URL(`http://${host}/`).hostname
  const hidden = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00::1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "localhost",
    "a.localhost",
    "localhost.",
    "nas",
    "printer.local",
    "db.internal"
  ]
  const open = [
    "93.184.216.34",
    "172.32.0.1",
    "8.8.8.8",
    "[2606:4700::1111]",
    "api.themoviedb.org",
    "image.tmdb.org",
    "localhost.example.org"
  ]

  it("of this machine or a private network is known as such, however it is written (SAFE-4)", () => {
    assert.deepStrictEqual(
      hidden.filter((host) => !isPrivateHost(hostOf(host))),
      []
    )
    assert.deepStrictEqual(
      open.filter((host) => isPrivateHost(hostOf(host))),
      []
    )
  })

  it("is this machine, or is not", () => {
    assert.isTrue(
      ["127.0.0.1", "127.9.9.9", "[::1]", "localhost", "[::ffff:7f00:1]"].every((host) => isLoopbackHost(hostOf(host)))
    )
    assert.isFalse(["10.0.0.1", "example.org", "128.0.0.1"].some((host) => isLoopbackHost(hostOf(host))))
  })
})

describe("a redirect", () => {
  const base = { baseUrl: "https://api.example.org/3", redirectHosts: [".wikipedia.org", "cdn.example.org"] }
  const lead = (location: string, from = "https://api.example.org/3/a") =>
    Result.match(redirectUrl(base, new URL(from), new URL(from), location), {
      onSuccess: String,
      onFailure: (why) => why
    })

  it("leads only to hosts on the list, and never into a private network (SAFE-4)", () => {
    const table: ReadonlyArray<readonly [string, string]> = [
      ["b", "https://api.example.org/3/b"],
      ["https://cdn.example.org/x", "https://cdn.example.org/x"],
      ["https://en.wikipedia.org/x", "https://en.wikipedia.org/x"],
      ["https://evil.example/x", "it leads to a host that is not on the list"],
      ["https://wikipedia.org.evil.example/x", "it leads to a host that is not on the list"],
      ["http://api.example.org/3/b", "it leads away from https"],
      ["https://127.0.0.1/x", "it leads into a private network"],
      ["https://169.254.169.254/latest", "it leads into a private network"],
      ["https://[::ffff:a00:1]/x", "it leads into a private network"],
      ["//2130706433/x", "it leads into a private network"],
      ["file:///etc/passwd", "it leads away from https"],
      ["javascript:alert(1)", "it leads away from https"],
      ["https://me@api.example.org/x", "it leads to an address with a user in it"],
      ["https://api.example.org:8443/x", "it leads to another port"],
      ["http://", "it leads to no address"]
    ]
    for (const [location, result] of table) assert.strictEqual(lead(location), result, location)
  })

  it("on this machine may lead to this machine, when a person has set the base there", () => {
    const from = "http://127.0.0.1:4000/3/a"
    assert.strictEqual(lead("http://127.0.0.1:4001/x", from), "http://127.0.0.1:4001/x")
    assert.strictEqual(lead("http://10.0.0.1/x", from), "it leads to a host that is not on the list")
  })
})

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1)
  const dates: ReadonlyArray<readonly [string | undefined, string | undefined, number | undefined]> = [
    ["120", undefined, 120_000],
    [" 0 ", undefined, 0],
    ["99999999999", undefined, 86_400_000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", undefined, 30_000],
    ["Thursday, 01-Jan-26 00:00:30 GMT", undefined, 30_000],
    ["Thu Jan  1 00:00:30 2026", undefined, 30_000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", "Thu, 01 Jan 2026 00:00:20 GMT", 10_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", undefined, 0],
    ["soon", undefined, undefined],
    ["-5", undefined, undefined],
    ["1e9", undefined, undefined],
    ["", undefined, undefined],
    [undefined, undefined, undefined]
  ]
  it("is read in seconds and as any of the dates that HTTP knows", () => {
    for (const [header, date, expected] of dates) assert.strictEqual(retryAfterMs(header, date, now), expected, header)
  })
})
