/** Ten thousand live actors over real sockets, with Stately's own receiver at the other end. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { createWebSocketReceiver } from "@statelyai/inspect"
import { Effect } from "effect"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { WebSocket } from "ws"
import { isMovieId, type MovieId, movieIdFrom } from "../../../src/domain/identity.ts"
import { newLifecycle } from "../../../src/domain/movie.ts"
import { defaultWanted, sampleOf, type Wanted } from "../../../src/infra/inspector/chosen-movies.ts"
import { type InspectorSockets, inspectorSockets } from "../../../src/infra/inspector/inspector-sockets.ts"
import { crowded, InspectorWorld, type Message } from "./inspector-world.ts"

const count = 10_000
const ids = Array.from({ length: count }, (_, index) => movieIdFrom(index + 1))
const session = (id: MovieId) => `movie:${id}`

let world: InspectorWorld
let server: Server
let sockets: InspectorSockets
let wanted: Wanted = defaultWanted

beforeAll(async () => {
  world = new InspectorWorld()
  for (const id of ids) {
    world.records.set(id, newLifecycle)
    world.actor(id)
  }
  sockets = inspectorSockets(world.bridge)
  server = createServer()
  server.on("upgrade", (request, socket, head) => {
    const movies = new URL(request.url!, "http://127.0.0.1").searchParams.get("movies")?.split(",") ?? []
    sockets.open(request, socket, head, { wanted, movies: movies.filter(isMovieId) })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})
afterAll(async () => {
  await Effect.runPromise(sockets.close)
  server.close()
})

const port = () => (server.address() as AddressInfo).port
const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.isTrue(isSo())
}

/** A client that keeps the newest of every actor, and can stop reading. */
class Onlooker {
  readonly socket = new WebSocket(`ws://127.0.0.1:${port()}/inspect`)
  readonly newest = new Map<string, NonNullable<Message["snapshot"]>>()
  readonly heard: Array<Omit<Message, "definition">> = []
  constructor() {
    this.socket.on("error", () => undefined)
    this.socket.on("message", (data) => {
      const { definition: _, ...message } = JSON.parse((data as Buffer).toString()) as Message
      this.heard.push(message)
      if (message.snapshot !== undefined) this.newest.set(message.sessionId, message.snapshot)
    })
  }
}

describe("over real sockets, among ten thousand actors", () => {
  it("a late joiner sees its two movies as they are, and nothing of the others", async () => {
    const [first, last] = [ids[0]!, ids.at(-1)!]
    for (const id of [first, last, ids[5_000]!]) world.ask(id, "basic")
    world.finish(first)
    wanted = { ...defaultWanted }
    const told: Array<Message> = []
    const receiver = createWebSocketReceiver({ server: `ws://127.0.0.1:${port()}/inspect?movies=${first},${last}` })
    receiver.subscribe((event) => void told.push(event as unknown as Message))
    const of = (id: MovieId) => told.findLast(({ sessionId, snapshot }) => sessionId === session(id) && snapshot)
    await until(
      () => told.some(({ type }) => type === "bridge.watching") && of(first) !== undefined && of(last) !== undefined
    )
    assert.deepStrictEqual(of(first)!.snapshot!.value, { basic: "resting" })
    assert.deepStrictEqual(of(last)!.snapshot!.value, { initial: "enriching" })
    const seen = told.length
    for (const id of ids.slice(10, 1_000)) world.actor(id).send({ type: "MoviePinned", at: world.now })
    world.finish(last)
    await until(() => JSON.stringify(of(last)!.snapshot!.value) === `{"basic":"resting"}`)
    const others = told.slice(seen).filter(({ rootId }) => rootId !== session(last))
    assert.isEmpty(others)
  })

  it("a sample is flooded, and one that stopped reading holds little and sees the newest when it resumes", async () => {
    const sample = sampleOf(ids, 200)
    wanted = { ...defaultWanted, sample: 200, moviesMax: 200, messagesPerSecondMax: 5_000 }
    const sleeper = new Onlooker()
    await until(() => sleeper.newest.size > 3)
    sleeper.socket.pause()
    let most = 0
    for (let round = 0; round < 40; round++) {
      for (const id of sample) {
        const type = round % 2 === 0 ? "MoviePinned" : "MovieUnpinned"
        world.actor(id).send({ type, at: ++world.now })
      }
      most = Math.max(most, world.bridge.status().bufferedBytes)
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const id of sample) world.actor(id).send({ type: "MoviePinned", at: 999_999 })
    const { skipped } = world.bridge.status()
    assert.isAbove(skipped, 0)
    assert.isAtMost(most, crowded + 64 * 1_024)
    sleeper.socket.resume()
    await until(() => sample.every((id) => sleeper.newest.get(session(id))?.context?.["pinned"] === true))
    sleeper.socket.terminate()
    await until(() => world.bridge.status().clients === 1)
  })

  it("who says nonsense is told so, who says too much is let go, and no more than sixteen come in", async () => {
    wanted = defaultWanted
    const { heard, socket: client } = new Onlooker()
    await new Promise((resolve) => client.once("message", resolve))
    client.send("nonsense")
    client.send(JSON.stringify({ add: [ids[3]!, movieIdFrom(2 ** 40)] }))
    await until(() => heard.filter(({ type }) => type === "bridge.problem").length === 2 && heard.length > 3)
    assert.include(heard.map(({ detail }) => detail).join(), `No movie here goes by ${movieIdFrom(2 ** 40)}`)
    assert.isTrue(heard.some(({ sessionId, type }) => type === "@xstate.actor" && sessionId === session(ids[3]!)))
    const closed = new Promise((resolve) => client.once("close", resolve))
    for (let times = 0; times < 120; times++) client.send("{}")
    assert.strictEqual(await closed, 1008)
    const crowd = Array.from({ length: 20 }, () => new Onlooker())
    await until(() => world.bridge.status().clients >= 15)
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.isAtMost(world.bridge.status().clients, 16)
    for (const { socket } of crowd) socket.terminate()
  })
})
