/** What the processes of the scale test are told, and what they answer. */
export interface ScaleOrders {
  readonly task: "fill" | "load"
  readonly directory: string
  readonly movies: number
  readonly seconds: number
}

export interface Memory {
  /** JavaScript heap in use and typed arrays outside it, after garbage collection, in bytes. */
  readonly heapUsed: number
  readonly arrayBuffers: number
  readonly rss: number
}

export interface FillResult {
  readonly seconds: number
  readonly diskBytes: number
}

export interface LoadResult {
  readonly movies: number
  readonly openMs: number
  readonly before: Memory
  readonly after: Memory
  /** The most memory that the process ever held, in bytes. */
  readonly peakRss: number
  readonly published: number
  readonly residents: number
  readonly hydrations: number
  readonly hydrationShare: number
}
