import { fileURLToPath } from 'node:url'
import type { Logger } from '../../platform/logger.ts'
import { realTimers, type Timers } from '../../platform/timers.ts'
import type { Store } from '../store.ts'
import { accept } from './accept.ts'
import { createSqliteConfigStore } from './config/sqlite-config-store.ts'
import { openDataDirectory } from './data-directory.ts'
import { lockDirectory } from './directory-lock.ts'
import { createLeases } from './leases.ts'
import { createSqliteFunctionLogs } from './logs/sqlite-function-logs.ts'
import { createReaderClient } from './reader/reader-client.ts'
import { createSqliteBlobStore } from './sqlite-blob-store.ts'
import { createSqliteEventLog } from './sqlite-event-log.ts'
import { createSqliteWorkQueue } from './sqlite-work-queue.ts'
import { allocateSharedTexts, createSharedTextRoom, type TextRoom } from './text-room.ts'
import { startThreads, type Threads } from './threads.ts'
import { createWriterClient } from './writer/writer-client.ts'

export type SqliteStoreOptions = {
  /** Created if it is missing. `:memory:` is a private directory, removed when the process exits. */
  readonly directory: string
  /**
   * How large the log of events may grow; what is too much goes as events come.
   * @default no limit
   */
  readonly maxEventBytes?: number
  /** @default the `migrations` directory of busbar */
  readonly migrationsDirectory?: string
  /** The files cannot be trusted any more: the process should exit. Called at most once. */
  readonly onFatal: (error: Error) => void
  readonly logger: Logger
  /** @default real time */
  readonly timers?: Timers
}

export type SqliteStore = Store & {
  /** Where the files are, a temporary directory too: others may keep there what is as private and lives as long. */
  readonly directory: string
}

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * The embedded engine: SQLite in WAL mode. One thread owns the connection that writes, another reads
 * history and code and keeps the function logs; configuration is served from memory.
 *
 * @throws StoreUnavailable when the directory is in use, cannot be written or is damaged.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const directory = openDataDirectory(options.directory)
  const undo: (() => void)[] = [directory.dispose]
  try {
    undo.unshift(lockDirectory(directory.path))
    const sharedTexts = allocateSharedTexts()
    const threads = await startThreads({
      sharedTexts,
      directory: directory.path,
      migrationsDirectory: options.migrationsDirectory ?? MIGRATIONS,
      isTemporary: directory.temporary,
      maxEventBytes: options.maxEventBytes ?? Number.POSITIVE_INFINITY,
    })
    const store = createStore(threads, options, createSharedTextRoom(sharedTexts), () => {
      for (const step of undo) step()
    })
    return { ...store, directory: directory.path }
  } catch (error) {
    for (const step of undo) step()
    throw error
  }
}

function createStore(
  threads: Threads,
  { onFatal, logger, timers = realTimers }: SqliteStoreOptions,
  room: TextRoom,
  release: () => void,
): Store {
  const { epoch, config: rows } = threads.writer.opened
  let hasFailed = false
  const fail = (error: Error) => {
    if (hasFailed) return
    hasFailed = true
    writer.fail(error)
    reader.fail(error)
    onFatal(error)
  }
  const writer = createWriterClient(threads.writer, fail)
  const reader = createReaderClient(threads.reader, fail)
  threads.writer.onLoss(fail)
  threads.reader.onLoss(fail)

  const leases = createLeases(epoch)
  const config = createSqliteConfigStore(writer, rows, logger)
  const logs = createSqliteFunctionLogs(reader, timers, logger)

  const stop = async () => {
    await Promise.all([writer.drain(), logs.flush()])
    await reader.drain()
    // The writer comes last: nobody may read while it empties the write-ahead log.
    await threads.reader.close()
    await threads.writer.close()
    release()
  }
  let stopped: Promise<void> | undefined

  return {
    config,
    events: createSqliteEventLog(writer, reader),
    work: createSqliteWorkQueue(writer, reader, leases),
    blobs: createSqliteBlobStore(writer, reader),
    logs,
    accept: (unit) => accept(writer, leases, room, unit),
    async reset() {
      await Promise.all([writer.request({ op: 'reset' }, config.clear), logs.clear()])
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}
