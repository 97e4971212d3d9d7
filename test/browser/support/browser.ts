/** A browser for the lab's page, and what every test wants to know of a page: whom it asked, what it complained about. */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "vitest"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

const root = join(import.meta.dirname, "../../..")
const places = [
  process.env["REELSTATE_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome"
]

const chromiumPath = places.find((path) => path !== undefined && existsSync(path))

const missing = "NOT tried: install Debian's chromium, or set REELSTATE_CHROMIUM to a browser"

/** A group of laws that only a browser can show; on a machine without one, a test whose name says that they were not tried. */
export const inBrowser = (name: string, laws: () => void): void => {
  if (chromiumPath === undefined) it(`${name} is ${missing}`, () => undefined)
  else describe(name, laws)
}

/** Builds the page when what it is made of has changed. */
export const buildPage = (): void => {
  const { status } = spawnSync(process.execPath, [join(root, "scripts/build-page.ts"), "--if-stale"], {
    stdio: "inherit"
  })
  if (status !== 0) throw new Error("The page could not be built: see above.")
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox", "--disable-dev-shm-usage"] })

export interface Visit {
  readonly page: Page
  /** The addresses that were asked for. */
  readonly asked: ReadonlyArray<string>
  /** Errors of the page, and errors on its console. */
  readonly complaints: ReadonlyArray<string>
  readonly leave: () => Promise<void>
}

interface VisitOptions extends BrowserContextOptions {
  /** As somebody who was here before: without the introduction. */
  readonly again?: boolean
  /** What follows the address. */
  readonly hash?: string
}

/** Opens the page at this address, as somebody new. */
export const visit = async (
  browser: Browser,
  url: string,
  { again = true, hash = "", ...options }: VisitOptions = {}
): Promise<Visit> => {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 1000 },
    reducedMotion: "reduce",
    ...options
  })
  const page = await context.newPage()
  const asked: Array<string> = []
  const complaints: Array<string> = []
  page.on("request", (request) => asked.push(request.url()))
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
  page.setDefaultTimeout(8_000)
  if (again) await page.addInitScript("localStorage.setItem('reelstate.introduced', 'yes')")
  await page.goto(`${url}/${hash}`)
  await page.locator(".lab").waitFor()
  return { page, asked, complaints, leave: () => context.close() }
}
