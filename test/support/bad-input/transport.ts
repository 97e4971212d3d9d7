/** What comes over the wire or leads elsewhere: redirects, bodies, pictures. */
import { Effect, Layer, Result, Stream } from "effect"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { DiskImageFiles } from "../../../src/infra/image-files.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { readBody } from "../../../src/infra/http/body-reading.ts"
import { guardedLookup } from "../../../src/infra/http/guarded-client.ts"
import { redirectUrl, requestUrl } from "../../../src/infra/http/request-url.ts"
import { ImageFiles } from "../../../src/services/image-files.ts"
import type { BadInput, BadInputs } from "./bad-input.ts"

const base = { baseUrl: "https://image.tmdb.org", redirectHosts: [] }
const asked = new URL("https://image.tmdb.org/t/p/w185/a.jpg")

const redirect = (given: string, location: string, why: string): BadInput => ({
  given: `${given}: \`${location}\``,
  becomes: `refused: ${why}`,
  outcome: Effect.sync(() =>
    Result.match(redirectUrl(base, asked, asked, location), {
      onFailure: (failure) => `refused: ${failure}`,
      onSuccess: (url) => `followed to ${url.href}`
    })
  )
})

const intoPrivate = "it leads into a private network"

const resolving = (address: string): Effect.Effect<string> =>
  Effect.callback((resume) => {
    const answer = (_: string, __: object, done: (error: null, found: ReadonlyArray<object>) => void) =>
      done(null, [{ address, family: address.includes(":") ? 6 : 4 }])
    guardedLookup(new Set(), answer as never)("cdn.example.org", {}, (error, found) =>
      resume(Effect.succeed(error === null ? `connected to ${JSON.stringify(found)}` : `refused: ${error.message}`))
    )
  })

const redirects: BadInputs = {
  heading: "Redirects and addresses",
  about: "At most three, https only, to hosts on a list, never into a private network, however its address is written.",
  inputs: [
    redirect("a private address", "https://10.0.0.1/a.jpg", intoPrivate),
    redirect("this machine", "https://127.0.0.1/a.jpg", intoPrivate),
    redirect("this machine, shortened", "https://127.1/a.jpg", intoPrivate),
    redirect("this machine, as one number", "https://2130706433/a.jpg", intoPrivate),
    redirect("this machine, in hexadecimal", "https://0x7f000001/a.jpg", intoPrivate),
    redirect("this machine, in octal", "https://0177.0.0.1/a.jpg", intoPrivate),
    redirect("IPv4 within IPv6", "https://[::ffff:10.0.0.1]/a.jpg", intoPrivate),
    redirect("IPv4 within IPv6, in hexadecimal", "https://[::ffff:7f00:1]/a.jpg", intoPrivate),
    redirect("this machine in IPv6", "https://[::1]/a.jpg", intoPrivate),
    redirect("a link-local address", "https://[fe80::1]/a.jpg", intoPrivate),
    redirect("the metadata of a cloud", "https://169.254.169.254/latest/meta-data", intoPrivate),
    redirect("a name of a private network", "https://nas.local/a.jpg", intoPrivate),
    redirect("full-width digits", "https://１２７.0.0.1/a.jpg", intoPrivate),
    redirect("a stranger", "https://evil.example/a.jpg", "it leads to a host that is not on the list"),
    redirect(
      "a stranger with our host in its name",
      "https://image.tmdb.org.evil.example/a.jpg",
      "it leads to a host that is not on the list"
    ),
    redirect(
      "a user in the address",
      "https://image.tmdb.org@evil.example/a.jpg",
      "it leads to an address with a user in it"
    ),
    redirect("another port", "https://image.tmdb.org:22/a.jpg", "it leads to another port"),
    redirect("without encryption", "http://image.tmdb.org/a.jpg", "it leads away from https"),
    redirect("a file", "file:///etc/passwd", "it leads away from https"),
    redirect("no address at all", "https://[", "it leads to no address"),
    {
      given: "a public name that resolves to `10.0.0.1`",
      becomes: "refused: the name leads into a private network",
      outcome: resolving("10.0.0.1")
    },
    {
      given: "a public name that resolves to `::ffff:192.168.0.1`",
      becomes: "refused: the name leads into a private network",
      outcome: resolving("::ffff:192.168.0.1")
    },
    {
      given: "a path that leaves the base",
      becomes: "refused: its path leaves the base",
      outcome: Effect.sync(() =>
        Result.match(
          requestUrl(
            { ...base, baseUrl: "https://api.example.org/3" },
            { provider: "tmdb", path: "/../../x", query: {}, lane: "person" }
          ),
          {
            onFailure: (failure) => `refused: ${failure}`,
            onSuccess: (url) => `asked at ${url.href}`
          }
        )
      )
    }
  ]
}

const megabyte = 1024 * 1024
const bytesMax = 8 * megabyte

/** A body of so many megabytes that tells how many of them were taken. */
const body = (
  given: string,
  chunks: (() => Uint8Array) | number,
  encoding: string,
  length: string | undefined,
  becomes: string
): BadInput => ({
  given,
  becomes,
  outcome: Effect.suspend(() => {
    let taken = 0
    const all = typeof chunks === "number" ? Array.from({ length: chunks }, () => new Uint8Array(megabyte)) : [chunks()]
    const stream = Stream.fromIterable(all).pipe(
      Stream.rechunk(1),
      Stream.tap((chunk) => Effect.sync(() => void (taken += chunk.length)))
    )
    return readBody({ stream, encoding, length }, bytesMax).pipe(
      Effect.match({
        onFailure: ({ detail }) => `refused: ${detail}; ${Math.ceil(taken / megabyte)} MB were taken`,
        onSuccess: ({ length: read }) => `read, ${read} bytes`
      })
    )
  })
})

const tooLong = `it is longer than the ${bytesMax} bytes allowed`

const bodies: BadInputs = {
  heading: "Bodies",
  about: "Counted while they are read and while they are unpacked; 8 MB for answers, 20 MB for pictures.",
  inputs: [
    body("200 MB that say so", 200, "", String(200 * megabyte), `refused: ${tooLong}; 0 MB were taken`),
    body("200 MB that do not say so", 200, "", undefined, `refused: ${tooLong}; 9 MB were taken`),
    body("200 MB that say that they are 10 bytes", 200, "", "10", `refused: ${tooLong}; 9 MB were taken`),
    body(
      "a zip bomb: 200 MB packed by gzip",
      () => gzipSync(new Uint8Array(200 * megabyte), { level: 1 }),
      "gzip",
      undefined,
      `refused: ${tooLong}; 1 MB were taken`
    ),
    body(
      "a zip bomb: 200 MB packed by brotli",
      () => brotliCompressSync(new Uint8Array(200 * megabyte), { params: { 1: 1 } }),
      "br",
      undefined,
      `refused: ${tooLong}; 1 MB were taken`
    ),
    body(
      "gzip that is none",
      () => new Uint8Array(20),
      "gzip",
      undefined,
      "refused: it cannot be unpacked; 1 MB were taken"
    ),
    body(
      "a packing nobody asked for",
      () => new Uint8Array(20),
      "zstd",
      undefined,
      "refused: it is packed in a way we did not ask for; 1 MB were taken"
    ),
    body(
      "a packing named __proto__",
      () => new Uint8Array(20),
      "__proto__",
      undefined,
      "refused: it is packed in a way we did not ask for; 1 MB were taken"
    )
  ]
}

const notAPicture = "refused: The image was refused: its first bytes are not those of a PNG, JPEG, WebP or GIF"

const onDisk = <A>(
  use: (images: ImageFiles["Service"], disk: MemoryDisk) => Effect.Effect<A, { readonly message: string }>
) =>
  Effect.suspend(() => {
    const disk = new MemoryDisk()
    return ImageFiles.use((images) => use(images, disk)).pipe(
      Effect.match({
        onFailure: ({ message }) => `refused: ${message}`,
        onSuccess: (value) => `kept as ${String(value)}`
      }),
      Effect.provide(Layer.provide(DiskImageFiles.layer({ directory: "/library" }), disk.layer))
    )
  })

const picture = (given: string, bytes: () => Uint8Array, becomes: string): BadInput => ({
  given,
  becomes,
  outcome: onDisk((images) => images.write(bytes()))
})
const named = (given: string, name: string): BadInput => ({
  given,
  becomes: `refused: The image was refused: ${JSON.stringify(name)} is no name of an image file`,
  outcome: onDisk((images) => images.remove(name))
})

const pictures: BadInputs = {
  heading: "Pictures and their files",
  about: "Known by their first bytes, whatever they are called; deleted only under names that our own hash made.",
  inputs: [
    picture("a drawing with a program", () => new Uint8Array(Buffer.from("<svg onload=alert(1)>")), notAPicture),
    picture("a web page", () => new Uint8Array(Buffer.from("<!doctype html>")), notAPicture),
    picture("a program", () => new Uint8Array(Buffer.from("\x7fELF", "latin1")), notAPicture),
    picture("nothing", () => new Uint8Array(), notAPicture),
    picture(
      "21 MB of picture",
      () => new Uint8Array(21 * megabyte).fill(0xff),
      "refused: The image was refused: it has 22020096 bytes, more than the 20971520 allowed"
    ),
    named("a file outside, to be deleted", "../films/Up.mkv"),
    named("the manifest, to be deleted", "manifest.json"),
    named("a name with a way up behind it", `${"a".repeat(40)}.png/../x`)
  ]
}

export const badTransport: ReadonlyArray<BadInputs> = [redirects, bodies, pictures]
