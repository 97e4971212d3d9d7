/**
 * Many clients of an event stream in a process of their own, over bare sockets: `readers.ts <url> <count> <how>`. Those that
 * read count the events that come; those that do not read leave everything where it is.
 */
import { connect, type Socket } from "node:net"

const [url = "", countText = "0", how = "read"] = process.argv.slice(2)
const { hostname, port } = new URL(url)
const count = Number(countText)

interface Reader {
  readonly socket: Socket
  events: number
  /** The end of what came last: a line may come in two parts. */
  tail: string
}

const open = (): Promise<Reader> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const reader: Reader = { socket, events: 0, tail: "" }
    socket.on("error", reject)
    socket.write(`GET /v1/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`)
    socket.on("data", (chunk: Buffer) => {
      const text = chunk.toString("latin1")
      if (text.includes(": welcome")) {
        resolve(reader)
        if (how !== "read") socket.pause()
      }
      const lines = (reader.tail + text).split("\n")
      reader.tail = lines.pop()!
      reader.events += lines.filter((line) => line.startsWith('data: {"position"')).length
    })
  })

const readers: Array<Reader> = []
for (let from = 0; from < count; from += 50) {
  const some = Array.from({ length: Math.min(50, count - from) }, () => open())
  readers.push(...(await Promise.all(some)))
}
process.send?.({ url: "" })

/** How many of those that sleep are woken at the end, to see that they miss nothing. */
const wokenMax = 20

process.on("message", (asked) => {
  const watched = how === "read" ? readers : readers.slice(0, wokenMax)
  if (asked === "wake") for (const { socket } of watched) socket.resume()
  const events = watched.map((reader) => reader.events)
  process.send?.({ least: Math.min(...events), bytes: readers.reduce((sum, { socket }) => sum + socket.bytesRead, 0) })
})
process.on("disconnect", () => process.exit(0))
