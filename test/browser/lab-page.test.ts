/** The lab's page in a real browser, over a real world behind a real server. */
import { afterAll, assert, beforeAll, expect, it } from "vitest"
import type { Browser } from "playwright-core"
import { dayMs, minuteMs } from "../../src/domain/time.ts"
import { movieChart } from "../../src/lab/chart/chart-model.ts"
import type { Moment, MovieTold } from "../../src/lab/wire/messages.ts"
import type { Plan } from "../../src/services/housekeeping/plan.ts"
import { type LabWorld, makeLabWorld } from "../shells/lab/lab-world.ts"
import { buildPage, inBrowser, launch, visit, type Visit } from "./support/browser.ts"

const leafCount = (leaves: string, leaf: string): string => {
  const number = movieChart.leaves.findIndex(({ id }) => id === leaf)
  return String(Buffer.from(leaves, "base64").filter((each) => each === number).length)
}

/** The test runner waits until the page shows it. */
const soon = <A>(read: () => Promise<A> | A) => expect.poll(read, { timeout: 8_000, interval: 40 })

inBrowser("the lab's page", () => {
  let lab: LabWorld
  let browser: Browser
  let here: Visit

  const told = async (movie: number): Promise<MovieTold> => (await lab.ask(`/lab/movies/${movie}`)).body
  const command = (body: unknown) => lab.ask("/lab/commands", body)
  const runTo = async (events: number) => {
    await command({ type: "speed", speed: null })
    while (lab.desk.lab.feed.position < events) await new Promise<void>((resume) => void setImmediate(resume))
    await command({ type: "speed", speed: 0 })
  }
  const runUntil = async (at: number) => {
    await command({ type: "speed", speed: null })
    while (lab.world.time.now < at) await new Promise<void>((resume) => void setImmediate(resume))
    await command({ type: "speed", speed: 0 })
  }
  const mayForget = async (): Promise<boolean> => {
    const { items } = (await lab.ask("/v1/housekeeping/plans", {})).body as Plan
    return items.some(({ imagesOnly }) => !imagesOnly)
  }
  const forgotten = () => lab.desk.lab.feed.population.counts.slice(-3).reduce((sum, each) => sum + each, 0)
  const text = (selector: string) => here.page.locator(selector).first().textContent()
  const shownIn = (leaf: string) =>
    here.page.locator(`[data-leaf][aria-label^="${leaf},"] [data-leaf-count]`).textContent()
  const press = (key: string) => here.page.keyboard.press(key)

  beforeAll(async () => {
    buildPage()
    ;[lab, browser] = await Promise.all([makeLabWorld({ policy: "hasty" }), launch()])
    await runTo(600)
    here = await visit(browser, lab.url)
  })
  afterAll(async () => {
    await browser?.close()
    await lab?.close()
  })

  it("shows every movie in its state", async () => {
    const { leaves } = (await lab.ask(`/lab/moment?position=${lab.desk.lab.feed.position}`)).body as Moment
    for (const { id } of movieChart.leaves) await soon(() => shownIn(id)).toBe(leafCount(leaves, id))
    assert.strictEqual(await text(".mode"), "paused")
    assert.deepStrictEqual(here.complaints, [])
  })

  it("explains itself to somebody new, once", async () => {
    const first = await visit(browser, lab.url, { again: false })
    const dialog = first.page.getByRole("dialog", { name: "What you are looking at" })
    await dialog.waitFor()
    await dialog.getByRole("button", { name: "Close" }).click()
    await dialog.waitFor({ state: "hidden" })
    await first.page.reload()
    await first.page.locator(".lab").waitFor()
    assert.strictEqual(await dialog.isVisible(), false)
    await first.leave()
  })

  it("a cell that is clicked, a title that is found and an address all lead to the movie, and say why it is so", async () => {
    await here.page.locator(".grid-box canvas").click({ position: { x: 5, y: 5 } })
    await here.page.locator(".movie .why li").first().waitFor()
    const { title } = await told(7)
    await here.page.getByRole("searchbox").fill(title!)
    await here.page.locator(".found button").first().click()
    await soon(() => text(".movie h3")).toContain(title)
    await soon(() => here.page.evaluate("location.hash")).toMatch(/^#movie=\d+$/)
    const other = await visit(browser, lab.url, { hash: `#movie=${(await told(3)).id}` })
    await other.page.locator(".movie h3", { hasText: (await told(3)).title! }).waitFor()
    await other.leave()
  })

  it("an event that is sent makes the movie learn, and the page sees it learn", async () => {
    const movie = (await told(7)).leaf < 9 ? 7 : 3
    await here.page.evaluate(`location.hash = "#movie=${movie}"`)
    await here.page.getByRole("tab", { name: "Send" }).click()
    await here.page.getByRole("button", { name: "Send the event" }).click()
    await here.page.locator(".notice.good").first().waitFor()
    await runTo(lab.desk.lab.feed.position + 60)
    await here.page.getByRole("tab", { name: "Movie" }).click()
    await soon(() => text(".movie .state-chip")).toContain("deep")
    await soon(() => here.page.locator('[data-leaf][data-lit="yes"]').getAttribute("aria-label")).toContain("deep")
  })

  it("a switch breaks something and mends it again, and the plots keep the band", async () => {
    const down = here.page.getByRole("switch", { name: "TMDB down" })
    await down.click()
    await soon(() => [...lab.world.faults.on]).toEqual(["tmdbDown"])
    await soon(() => down.isChecked()).toBe(true)
    await down.click()
    await soon(() => [...lab.world.faults.on]).toEqual([])
    await soon(() => down.isChecked()).toBe(false)
  })

  it("a plan is worked out, reviewed with rule and inputs, applied and taken back (SAFE-3)", async () => {
    await command({ type: "load", actionsPerDay: 1 })
    await runUntil(lab.world.time.now + 30 * dayMs)
    for (let day = 0; day < 60 && !(await mayForget()); day++) await runUntil(lab.world.time.now + dayMs)
    await press("h")
    await here.page.getByRole("button", { name: "Work out a plan" }).click()
    await here.page.locator(".plan tbody tr").first().waitFor()
    assert.include(await text(".plan tbody tr"), "not-accessed")
    const confirm = here.page.getByRole("checkbox", { name: /breaker/ })
    if (await confirm.isVisible()) await confirm.check()
    await here.page.getByRole("button", { name: "Apply this plan" }).click()
    const undo = here.page.getByRole("button", { name: "Undo" })
    await undo.waitFor()
    await runUntil(lab.world.time.now + minuteMs)
    const before = forgotten()
    assert.isAbove(before, 0)
    await soon(() => text(".state.downgraded .state-count")).toBe(String(before))
    await undo.click()
    await here.page.getByText("It is taken back.").waitFor()
    await runUntil(lab.world.time.now + minuteMs)
    assert.isBelow(forgotten(), before)
    await soon(() => text(".state.downgraded .state-count")).toBe(String(forgotten()))
  })

  it("the timeline shows the past on everything, and Live comes back", async () => {
    const now = await shownIn("initial.resting")
    await here.page.getByLabel("Moment in the journal").fill("150")
    await soon(() => text(".mode")).toBe("the past")
    const { leaves } = (await lab.ask("/lab/moment?position=150")).body as Moment
    await soon(() => shownIn("initial.resting")).toBe(leafCount(leaves, "initial.resting"))
    assert.notStrictEqual(now, await shownIn("initial.resting"))
    await soon(() => here.page.evaluate("location.hash")).toContain("at=150")
    assert.isTrue(await here.page.getByRole("switch", { name: "TMDB down" }).isDisabled())
    await here.page.getByRole("button", { name: "Live" }).click()
    await soon(() => text(".mode")).toBe("paused")
    await soon(() => shownIn("initial.resting")).toBe(now)
  })

  it("everything can be done from the keyboard", async () => {
    await here.page.locator("h1").click()
    await press("?")
    await here.page.getByRole("dialog", { name: "Keys" }).waitFor()
    await press("Escape")
    await here.page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" })
    await press("1")
    await soon(() => lab.world.clock.speed).toBe(1)
    await here.page.locator("h1").click()
    await press(" ")
    await soon(() => lab.world.clock.speed).toBe(0)
    await press("/")
    assert.strictEqual(await here.page.evaluate("document.activeElement.id"), "search")
    await press("Escape")
    await press("e")
    await soon(() => here.page.getByRole("tab", { name: "Events" }).getAttribute("aria-selected")).toBe("true")
    await here.page.locator(".grid-box canvas").focus()
    await press("ArrowRight")
    await press("Enter")
    await press("m")
    await here.page.locator(".movie h3").waitFor()
    await here.page.locator("[data-leaf]").first().focus()
    await press("Enter")
    await soon(() => here.page.locator("[data-leaf]").first().getAttribute("aria-pressed")).toBe("true")
    await press("Escape")
    await soon(() => here.page.locator("[data-leaf]").first().getAttribute("aria-pressed")).toBe("false")
  })

  it("on a phone nothing is wider than the phone, and the parts are a touch away", async () => {
    const phone = await visit(browser, lab.url, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true
    })
    assert.isAtMost((await phone.page.evaluate("document.documentElement.scrollWidth")) as number, 390)
    await phone.page.getByRole("link", { name: "Faults" }).tap()
    await phone.page.getByRole("switch", { name: "Disk slow" }).waitFor()
    await soon(() => phone.page.getByRole("switch", { name: "TMDB down" }).isVisible()).toBe(true)
    await phone.leave()
  })

  it("no request leaves the runtime, and a script from anywhere else does not run (SAFE-5)", async () => {
    const { asked, complaints, leave, page } = await visit(browser, lab.url, { hash: "#movie=7" })
    await page.locator(".movie h3").waitFor()
    const isOurs = (address: string) => address.startsWith(lab.url) || address.startsWith("data:")
    assert.isNotEmpty(asked)
    assert.deepStrictEqual(
      [...asked, ...here.asked].filter((address) => !isOurs(address)),
      []
    )
    assert.deepStrictEqual(complaints, [])
    await page.addScriptTag({ content: "window.wasRun = true" }).catch(() => undefined)
    assert.strictEqual(await page.evaluate("typeof window.wasRun"), "undefined")
    assert.match(complaints.join(), /Content Security Policy/)
    await leave()
  })

  it("says that the runtime is gone, and goes on by itself when it is back", async () => {
    const port = Number(new URL(lab.url).port)
    await lab.close()
    await here.page.getByText("The connection is gone.").waitFor()
    lab = await makeLabWorld({ seed: "2", movies: 30 }, port)
    await runTo(60)
    await here.page.getByText("The connection is gone.").waitFor({ state: "hidden", timeout: 10_000 })
    await soon(() => text(".whence")).toContain("seed 2")
    const { leaves } = (await lab.ask(`/lab/moment?position=${lab.desk.lab.feed.position}`)).body as Moment
    await soon(() => shownIn("initial.resting")).toBe(leafCount(leaves, "initial.resting"))
  })
})
