/**
 * A whole library as one layer. `coreLayer` is everything above store, images and bytes; `libraryLayer` puts it over a
 * directory and a data source. Other stores and data providers take the same place.
 */
import { Effect, Layer } from "effect"
import { layerWith as supervisorWith } from "../actors/supervisor.ts"
import { defaultSupervisorSettings, type SupervisorSettings } from "../actors/supervisor-settings.ts"
import { NodeDisk } from "../infra/disk/node-disk.ts"
import { DiskImageFiles } from "../infra/image-files.ts"
import { imdbDirectory, imdbTitlesLayer } from "../infra/imdb-data-set/imdb-index.ts"
import { JsonStore } from "../infra/json-store/json-store.ts"
import { AtRest } from "../services/at-rest.ts"
import { type BusSettings, defaultBusSettings, layerWith as busWith } from "../services/bus/live-bus.ts"
import { CacheManager, type CacheSettings } from "../services/cache-manager.ts"
import { Discovery } from "../services/discovery.ts"
import { engineLayer } from "../services/engine/enrichment-engine.ts"
import { EnrichmentSettings } from "../services/enrichers/enricher.ts"
import { Housekeeper, type HousekeeperSettings } from "../services/housekeeping/housekeeper.ts"
import { foundingRules } from "../services/housekeeping/rules.ts"
import { defaultThresholds, type Thresholds } from "../services/housekeeping/thresholds.ts"
import { Library } from "../services/library.ts"
import { MovieRepository } from "../services/movie-repository.ts"
import { PeopleRepository } from "../services/people-repository.ts"
import { PeopleSweeper, type PeopleSettings } from "../services/people-sweeper.ts"
import { providersLayer } from "../services/providers/providers-layer.ts"
import type { JobSettings } from "../services/scheduler/jobs.ts"
import { Scheduler } from "../services/scheduler/scheduler.ts"
import { Search } from "../services/search/search.ts"
import { StatsTracker } from "../services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings, type StatisticsSettings } from "../services/statistics/use.ts"
import { Watchers } from "../services/watchers.ts"
import { dayMs, hourMs } from "../domain/time.ts"
import { type WebhookOptions, webhooksLayer } from "./webhooks/webhooks-layer.ts"
import { dataSourceLayer, type DataSourceOptions } from "./data-source-layer.ts"

/** Everything that can be set; each part has its defaults. */
export interface CoreSettings {
  readonly supervisor: Partial<SupervisorSettings>
  readonly bus: Partial<BusSettings>
  readonly statistics: Partial<StatisticsSettings>
  readonly thresholds: Partial<Thresholds>
  readonly housekeeper: Partial<HousekeeperSettings>
  readonly cache: Partial<CacheSettings>
  readonly people: Partial<PeopleSettings>
  readonly enrichment: Partial<EnrichmentSettings>
  /** What runs by itself, and when; nothing unless it is said. */
  readonly jobs: Partial<JobSettings>
}

const defaultCacheSettings: CacheSettings = { sweepEveryMs: hourMs, sweepMax: 1_000 }

const defaultPeopleSettings: PeopleSettings = { sweepEveryMs: dayMs, sweepMax: 10_000, transactionMax: 500 }

const engineWith = (settings: Partial<EnrichmentSettings> = {}) =>
  engineLayer.pipe(
    Layer.provide(
      Layer.effect(
        EnrichmentSettings,
        Effect.map(EnrichmentSettings, ({ imdbRatings, languages }) => ({ imdbRatings, languages, ...settings }))
      )
    )
  )

/** All services above a store, image files and a data provider. */
export const coreLayer = (settings: Partial<CoreSettings> = {}) => {
  const { halfLifeMs } = { ...defaultStatisticsSettings, ...settings.statistics }
  const thresholds = { ...defaultThresholds, ...settings.thresholds }
  const housekeeper = { thresholds, rules: foundingRules, plansMax: 8, autopilot: false, ...settings.housekeeper }
  const reading = Layer.mergeAll(MovieRepository.layer, PeopleRepository.layer)
  const scheduler = Scheduler.layer(settings.jobs)
  return Layer.mergeAll(Housekeeper.layer(housekeeper), Library.layer, Search.layer, reading, scheduler).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        supervisorWith({ ...defaultSupervisorSettings, halfLifeMs, ...settings.supervisor }),
        StatsTracker.layer({ ...defaultStatisticsSettings, ...settings.statistics }),
        CacheManager.layer({ ...defaultCacheSettings, ...settings.cache }),
        PeopleSweeper.layer({ ...defaultPeopleSettings, ...settings.people }),
        Watchers.layer,
        Discovery.layer
      )
    ),
    Layer.provideMerge(
      Layer.mergeAll(busWith({ ...defaultBusSettings, ...settings.bus }), engineWith(settings.enrichment))
    ),
    Layer.provideMerge(providersLayer),
    Layer.provideMerge(AtRest.layer)
  )
}

export interface LibraryOptions extends DataSourceOptions {
  /** Where the library lives; created when absent. Absolute. */
  readonly directory: string
  /** Who holds the library, for the message that another process gets. */
  readonly what: string
  /** Writes in place, so that virtual time never waits for the real world. */
  readonly isVirtual: boolean
  readonly settings?: Partial<CoreSettings>
  /** Takes webhooks, with this secret: the library has an Inbox besides. */
  readonly webhooks?: WebhookOptions | undefined
}

/** What is there only for those who asked is found by looking for it, and is no part of the type. */
const webhooksOf = (directory: string, webhooks: WebhookOptions | undefined) =>
  webhooks === undefined ? Layer.empty : webhooksLayer(directory, webhooks)

/** A library of readable files. Unless `modes` say otherwise, everything is replayed and nothing opens a connection. */
export const libraryLayer = ({ directory, what, isVirtual, settings, webhooks, ...source }: LibraryOptions) =>
  webhooksOf(directory, webhooks).pipe(
    Layer.provideMerge(coreLayer(settings)),
    Layer.provideMerge(
      Layer.mergeAll(
        JsonStore.layer({ directory, what }),
        DiskImageFiles.layer({ directory }),
        dataSourceLayer(directory, source),
        imdbTitlesLayer(imdbDirectory(directory))
      )
    ),
    Layer.provide(isVirtual ? NodeDisk.layerSync : NodeDisk.layer)
  )
