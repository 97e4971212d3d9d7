/** What a process of the measurement is told to do, and what it answers. */

export const tasks = ["walk", "first", "write", "read", "again", "chokidar", "watches"] as const

export interface ScanOrders {
  readonly task: (typeof tasks)[number]
  readonly root: string
  /** The library's directory. */
  readonly directory: string
}

export interface ScanResult {
  readonly ms: number
  /** Of all threads of the process. */
  readonly cpuMs: number
  readonly files: number
  /** The most memory that the process ever took. */
  readonly peakRssBytes: number
  /** The longest time for which nothing else could run. */
  readonly blockedMs: number
}
