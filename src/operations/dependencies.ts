import type { AsyncInvoker } from '../delivery/async-invoker.ts'
import type { ConcurrencyLeases } from '../execution/concurrency/concurrency-leases.ts'
import type { Executor } from '../execution/executor.ts'
import type { FunctionRegistry } from '../execution/function-registry.ts'
import type { ProvisionedConcurrency } from '../execution/provisioned/provisioned-concurrency.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { Random } from '../platform/random.ts'
import type { BlobStore } from '../store/blob-store.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { FunctionLogs } from '../store/function-logs.ts'
import type { ObjectSource } from '../store/object-source.ts'

/** What operations work with; each handler takes what it needs. */
export type Dependencies = {
  readonly config: ConfigStore
  readonly blobs: BlobStore
  /** Absent when no S3 is configured. */
  readonly objects: ObjectSource | undefined
  readonly logs: FunctionLogs
  readonly functions: FunctionRegistry
  readonly executor: Executor
  readonly leases: ConcurrencyLeases
  readonly provisioned: ProvisionedConcurrency
  readonly ingest: Ingest
  readonly asyncInvoker: AsyncInvoker
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** This server's own address, for example `http://127.0.0.1:4566`. */
  endpointUrl(): string
  readonly quotas: 'unlimited' | 'aws'
}
