/**
 * How the lab's page fares in Chromium: 10,000 movies, 5,000 moves a second, one minute. Prints pictures a second, long tasks,
 * the heap, when the first picture was there, and how many bytes the page is when compressed.
 *
 *     node scripts/page-load.ts [--seconds 60] [--movies 10000] [--moves 5000]
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { type CDPSession, chromium, type Page } from "playwright-core"
import { startFlood } from "./page-load/flood-server.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    movies: { type: "string", default: "10000" },
    moves: { type: "string", default: "5000" }
  }
})
const [seconds, movies, movesPerSecond] = [Number(values.seconds), Number(values.movies), Number(values.moves)]
const pageDirectory = join(import.meta.dirname, "../dist/lab/page")

/** Counts pictures and long tasks inside the page. */
const meter = `
  window.meter = { pictures: 0, slow: 0, tasks: [] }
  let before = performance.now()
  const next = (now) => { meter.pictures++; if (now - before > 34) meter.slow++; before = now; requestAnimationFrame(next) }
  requestAnimationFrame(next)
  new PerformanceObserver((list) => { for (const each of list.getEntries()) meter.tasks.push(Math.round(each.duration)) })
    .observe({ type: "longtask" })
`

const heapOf = async (session: CDPSession): Promise<number> => {
  await session.send("HeapProfiler.collectGarbage")
  const { metrics } = await session.send("Performance.getMetrics")
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0
}

const firstPicture = (page: Page): Promise<number> =>
  page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")

const measure = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send("Performance.enable")
  await page.locator(".lab").waitFor()
  const paintedMs = await firstPicture(page)
  await page.waitForTimeout(5_000)
  const heapFrom = await heapOf(session)
  await page.evaluate(meter)
  await page.waitForTimeout(seconds * 1_000)
  const { pictures, slow, tasks } = (await page.evaluate("window.meter")) as {
    readonly pictures: number
    readonly slow: number
    readonly tasks: ReadonlyArray<number>
  }
  const heapTo = await heapOf(session)
  return { paintedMs, pictures, slow, tasks, heapFrom, heapTo }
}

const flood = await startFlood({ movies, movesPerSecond, pageDirectory })
const executablePath = process.env["REELSTATE_CHROMIUM"] ?? "/usr/bin/chromium"
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
await page.addInitScript("localStorage.setItem('reelstate.introduced', 'yes')")
await page.goto(flood.url)
const { heapFrom, heapTo, paintedMs, pictures, slow, tasks } = await measure(page)
await browser.close()
flood.close()

const files = ["index.html", "lab.css", "lab.js"].map((name) => readFileSync(join(pageDirectory, name)))
const compressed = (compress: (bytes: Buffer) => Buffer) =>
  (files.map((file) => compress(file).length).reduce((sum, each) => sum + each, 0) / 1_000).toFixed(1)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
console.log(`${movies} movies, ${movesPerSecond} moves a second, ${seconds} s
  pictures a second   ${(pictures / seconds).toFixed(1)}, ${slow} took longer than 34 ms
  long tasks          ${tasks.length}, the longest ${Math.max(0, ...tasks)} ms
  heap after a sweep  ${megabytes(heapFrom)} MB at the beginning, ${megabytes(heapTo)} MB at the end
  first picture       after ${paintedMs.toFixed(0)} ms
  the page            ${compressed(gzipSync)} kB with gzip, ${compressed(brotliCompressSync)} kB with brotli`)
