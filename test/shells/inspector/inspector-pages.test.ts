/** The two pages in a browser: Stately's own receiver in a frame of another origin, and ours that needs nobody. */
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import type { Browser, Frame, Page } from "playwright-core"
import { EventBus } from "../../../src/services/event-bus.ts"
import { serveHttp } from "../../../src/shells/http/server.ts"
import { inBrowser, launch } from "../../browser/support/browser.ts"
import type { Message } from "../../infra/inspector/inspector-world.ts"
import { type HttpWorld, makeWorld } from "../http/http-world.ts"
import { serveStatelyPage } from "./stately-page.ts"

const scope = Effect.runSync(Scope.make())
let world: HttpWorld
let browser: Browser
let ui: Awaited<ReturnType<typeof serveStatelyPage>>
let url: string

const publish = (type: "MoviePinned" | "MovieUnpinned") =>
  world.run(EventBus.use((bus) => bus.publish({ type, movie: "tmdb:13" })))

/** A page that notes which addresses were asked for, and what the page complained about. */
const visit = async (address: string) => {
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } })
  page.setDefaultTimeout(8_000)
  const asked: Array<string> = []
  const complaints: Array<string> = []
  page.on("request", (request) => asked.push(new URL(request.url()).origin))
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(address)
  return { page, asked, complaints }
}

const toldTo = (frame: Frame) => frame.evaluate("window.told") as Promise<ReadonlyArray<Message>>
const frameOf = (page: Page) => page.frames().find((frame) => frame.url().startsWith(ui.url))!

inBrowser("the inspector's pages in Chromium", () => {
  beforeAll(async () => {
    world = await makeWorld()
    ui = await serveStatelyPage()
    const serving = serveHttp({ port: 0, graceMs: 100, inspectorUis: [ui.url] })
    url = (await world.run(serving.pipe(Effect.provideService(Scope.Scope, scope)))).url
    browser = await launch()
  })
  afterAll(async () => {
    await browser.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await ui.close()
    await world.close()
  })

  it("Stately's receiver in a frame of another origin is told everything, and nobody else is", async () => {
    const { asked, complaints, page } = await visit(`${url}/inspect?movies=tmdb:13,tmdb:100002&history=5`)
    await page.waitForSelector("#link.open")
    const frame = frameOf(page)
    await frame.waitForSelector("#actors li:nth-child(2)")
    await publish("MoviePinned")
    await frame.waitForFunction("window.told.some(({ snapshot }) => snapshot?.context?.pinned === true)")
    const told = await toldTo(frame)
    assert.includeMembers(
      told.filter(({ type }) => type === "@xstate.actor").map(({ name }) => name),
      ["Forrest Gump (1994)", "Alien (1982)"]
    )
    assert.isTrue(told.some(({ event, type }) => type === "@xstate.event" && event?.type === "MoviePinned"))
    assert.isTrue(told.every((message) => "_version" in message))
    assert.sameMembers([...new Set(asked)], [url, new URL(ui.url).origin])
    assert.isEmpty(complaints)
    // Whoever claims to be the inspector from elsewhere gets nothing more.
    const before = (await toldTo(frame)).length
    await page.evaluate(`postMessage({ type: "@statelyai.connected" }, "*")`)
    await page.waitForTimeout(100)
    assert.strictEqual((await toldTo(frame)).length, before)
    // A frame that is loaded anew is told all from the beginning.
    await frame.evaluate("location.reload()")
    await page.waitForTimeout(300)
    await frameOf(page).waitForFunction("window.told?.filter(({ type }) => type === '@xstate.actor').length >= 2")
    if (process.env["REELSTATE_PICTURES"] !== undefined)
      await page.screenshot({ path: `${process.env["REELSTATE_PICTURES"]}/stately.png` })
    await page.close()
  })

  it("our own page shows actors, where they are and what they heard, and asks nobody", async () => {
    const { asked, complaints, page } = await visit(`${url}/inspect/local?movies=tmdb:13&history=30`)
    await page.waitForSelector("#actors button")
    assert.include(await page.textContent("#actors"), "Forrest Gump (1994)")
    assert.include(await page.textContent("#actors"), "deep.resting")
    await publish("MovieUnpinned")
    await page.waitForSelector("text=MovieUnpinned")
    assert.include(await page.textContent("section pre"), '"pinned": false')
    await page.fill("form input", "tmdb:100001 tmdb:4040")
    await page.press("form input", "Enter")
    await page.waitForSelector("#actors li:nth-child(2)")
    assert.include(await page.textContent("#word"), "tmdb:4040")
    assert.deepStrictEqual([...new Set(asked)], [url])
    assert.isEmpty(complaints)
    if (process.env["REELSTATE_PICTURES"] !== undefined)
      await page.screenshot({ path: `${process.env["REELSTATE_PICTURES"]}/local.png` })
    await page.close()
  })

  it("without the token our own page says so, and with it behind the # it shows", async () => {
    const token = "a-token-of-the-owner"
    const serving = serveHttp({ port: 0, token, graceMs: 100 })
    const own = await world.run(serving.pipe(Effect.provideService(Scope.Scope, scope)))
    const stranger = await visit(`${own.url}/inspect/local?movies=tmdb:13`)
    await stranger.page.waitForSelector("text=does not let us in")
    const owner = await visit(`${own.url}/inspect/local?movies=tmdb:13#token=${token}`)
    await owner.page.waitForSelector("#actors button")
    await stranger.page.close()
    await owner.page.close()
  })
})
