/** What can be broken in the world, as switches: providers that are away, slow or strict, and a disk that is full or slow. */
import { Effect, Layer, Scope } from "effect"
import { Disk, DiskError, type DiskFile } from "../../infra/disk/disk.ts"
import {
  DataProvider,
  ProviderError,
  ProviderRefused,
  type ProviderRequest,
  ProviderUnreachable
} from "../../services/data-provider.ts"
import type { FaultName } from "../wire/messages.ts"

/** How long a call waits before it gives up on a provider that is away. */
const silenceMs = 3_000
const slowMs = 4_000
const slowSyncMs = 250
const retryAfterMs = 30_000
/** A strict provider answers every so manyeth call. */
const limitedEvery = 4

/** One life of the machine that the world runs on. When it is dead, whoever writes waits for ever, as after a kill. */
export interface Machine {
  readonly life: number
  /** Of the files that it has open. */
  readonly files: Scope.Closeable
  isDead: boolean
}

export class WorldFaults {
  readonly #on = new Set<FaultName>()
  #calls = 0

  get on(): ReadonlyArray<FaultName> {
    return [...this.#on]
  }

  set(fault: FaultName, isOn: boolean): void {
    if (isOn) this.#on.add(fault)
    else this.#on.delete(fault)
  }

  has(fault: FaultName): boolean {
    return this.#on.has(fault)
  }

  /** How a call fails, or how long it takes longer. */
  readonly #before = Effect.fnUntraced({ self: this }, function* ({ provider }: ProviderRequest) {
    const isTmdb = provider === "tmdb" || provider === "images"
    const isAway = isTmdb ? this.has("tmdbDown") : this.has("wikipediaDown") && provider !== "imdb"
    if (isAway) {
      yield* Effect.sleep(silenceMs)
      return yield* new ProviderError({ provider, reason: new ProviderUnreachable({ detail: "it does not answer" }) })
    }
    if (isTmdb && this.has("tmdbLimited") && this.#calls++ % limitedEvery > 0) {
      const reason = new ProviderRefused({ status: 429, detail: "too many requests", retryAfterMs })
      return yield* new ProviderError({ provider, reason })
    }
    if (isTmdb && this.has("tmdbSlow")) yield* Effect.sleep(slowMs)
  })

  /** Goes over a data provider. */
  readonly providerLayer = Layer.effect(
    DataProvider,
    Effect.map(DataProvider, (inner) =>
      DataProvider.of({ get: (request) => Effect.andThen(this.#before(request), inner.get(request)) })
    )
  )

  /** What needs room fails on a full disk; what makes room, and what only looks, works on. */
  #written<A>(machine: Machine, path: string, run: Effect.Effect<A, DiskError>): Effect.Effect<A, DiskError> {
    const full = new DiskError({ operation: "write", path, code: "ENOSPC", detail: "no space left on the device" })
    return Effect.suspend(() => (machine.isDead ? Effect.never : this.has("diskFull") ? full : run))
  }

  #file(machine: Machine, file: DiskFile): DiskFile {
    const alive = (run: Effect.Effect<void, DiskError>) => Effect.suspend(() => (machine.isDead ? Effect.never : run))
    const synced = Effect.suspend(() =>
      this.has("diskSlow") ? Effect.andThen(Effect.sleep(slowSyncMs), file.sync) : file.sync
    )
    return {
      ...file,
      append: (bytes) => this.#written(machine, file.path, file.append(bytes)),
      sync: alive(synced),
      truncate: (length) => alive(file.truncate(length))
    }
  }

  /** Goes over a disk. A lock that an earlier life of this machine left is stale. */
  readonly diskLayer = (machine: Machine) =>
    Layer.effect(
      Disk,
      Effect.map(Disk, (disk) => {
        const self = { ...disk.self, start: `${disk.self.start}-life-${machine.life}` }
        const opened = (path: string) => Effect.provideService(disk.open(path), Scope.Scope, machine.files)
        const alive = <A>(run: Effect.Effect<A, DiskError>) =>
          Effect.suspend((): Effect.Effect<A, DiskError> => (machine.isDead ? Effect.never : run))
        return Disk.of({
          ...disk,
          open: (path) => Effect.map(opened(path), (file) => this.#file(machine, file)),
          write: (path, chunks) => this.#written(machine, path, disk.write(path, chunks)),
          createExclusive: (path, bytes) => this.#written(machine, path, disk.createExclusive(path, bytes)),
          rename: (from, to) => alive(disk.rename(from, to)),
          unlink: (path) => alive(disk.unlink(path)),
          self,
          isAlive: (owner) => owner.start === self.start || (owner.pid !== self.pid && disk.isAlive(owner))
        })
      })
    )
}

/** How a fault is told on screen. */
export const faultWords: Readonly<Record<FaultName, string>> = {
  tmdbDown: `TMDB and its pictures do not answer: every call gives up after ${silenceMs / 1_000} s`,
  tmdbSlow: `TMDB answers ${slowMs / 1_000} s later`,
  tmdbLimited: `TMDB refuses three of four calls: 429, again after ${retryAfterMs / 1_000} s`,
  wikipediaDown: "Wikipedia and Wikidata do not answer",
  diskFull: "the disk is full: nothing can be written",
  diskSlow: `every sync of the disk takes ${slowSyncMs} ms`
}
