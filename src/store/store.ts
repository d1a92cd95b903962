import type { BlobStore } from './blob-store.ts'
import type { ConfigStore } from './config-store.ts'
import type { EventLog, EventRef, LoggedEvent } from './event-log.ts'
import type { FunctionLogs } from './function-logs.ts'
import type { Claim, NewWork, WorkQueue } from './work-queue.ts'

export type AcceptUnit = {
  readonly events: readonly LoggedEvent[]
  readonly work: readonly (NewWork & {
    /** Whether this process takes it over at once, without reading it back. */
    readonly lease: boolean
  })[]
}

export type Accepted = {
  /** Leases on the work of the unit that asked for one. */
  readonly claims: readonly Claim[]
  /** Events that the log held already; neither they nor their work were written again. */
  readonly duplicates: readonly EventRef[]
}

/** An engine: everything that outlives the process. */
export type Store = {
  readonly config: ConfigStore
  readonly events: EventLog
  readonly work: WorkQueue
  readonly blobs: BlobStore
  readonly logs: FunctionLogs

  /** Events and the work that follows from them: durable together, or not at all. */
  accept(unit: AcceptUnit): Promise<Accepted>

  /** Removes every resource, all pending work, history and logs of all accounts. Watchers are told. */
  reset(): Promise<void>

  /** Everything acknowledged is durable already; this closes files and threads. */
  stop(): Promise<void>
}
