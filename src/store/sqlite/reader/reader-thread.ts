import { parentPort, workerData } from 'node:worker_threads'
import { describeFailure } from '../database/describe-failure.ts'
import { migrate } from '../database/migrate.ts'
import {
  type Db,
  type Durability,
  openDatabase,
  openForReading,
} from '../database/open-database.ts'
import { createLogReader } from '../logs/log-reader.ts'
import { createLogWriter } from '../logs/log-writer.ts'
import { serveThread } from '../thread.ts'
import { createBlobReader } from './blob-reader.ts'
import { createEventReader } from './event-reader.ts'
import { toFoundEvent } from './found-event.ts'
import type { ReaderReply, ReaderRequest } from './reader-requests.ts'
import { createWorkReader } from './work-reader.ts'

export type ReaderOptions = {
  /** The database of the writer thread. */
  readonly path: string
  /** The database of the function logs, which this thread writes itself. */
  readonly logsPath: string
  readonly logsMigrationsDirectory: string
  readonly logsDurability: Durability
}

const options: ReaderOptions = workerData.options

serveThread(
  parentPort,
  () => openReader(options),
  (error) => {
    const { kind, message } = describeFailure(error, options.logsPath)
    return { message, isOurs: kind === 'fatal' || kind === 'full' }
  },
)

function openReader({ path, logsPath, logsMigrationsDirectory, logsDurability }: ReaderOptions) {
  const logsDb = openDatabase(logsPath, logsDurability)
  migrate(logsDb, logsMigrationsDirectory)
  const executeOnLogs = createLogExecutor(logsDb)
  // Opened with the first question: until then, the writer thread may still be migrating it.
  let main: { db: Db; execute: ReturnType<typeof createHistoryExecutor> } | undefined

  const execute = (request: ReaderRequest) => {
    if (isAboutLogs(request)) return executeOnLogs(request)
    if (main === undefined) {
      const db = openForReading(path)
      main = { db, execute: createHistoryExecutor(db) }
    }
    return main.execute(request)
  }

  const answer = (request: ReaderRequest): ReaderReply => {
    try {
      return { reply: execute(request) }
    } catch (error) {
      return { failure: describeFailure(error, isAboutLogs(request) ? logsPath : path) }
    }
  }

  return {
    opened: null,
    take(requests: readonly ReaderRequest[], reply: (replies: readonly ReaderReply[]) => void) {
      reply(requests.map(answer))
    },
    close() {
      main?.db.close()
      logsDb.close()
    },
  }
}

type LogRequest = Extract<
  ReaderRequest,
  {
    op:
      | 'write-logs'
      | 'log-groups'
      | 'log-streams'
      | 'read-logs'
      | 'delete-log-group'
      | 'prune-logs'
      | 'reset-logs'
  }
>

function isAboutLogs(request: ReaderRequest): request is LogRequest {
  return request.op.includes('log')
}

function createHistoryExecutor(db: Db) {
  const events = createEventReader(db)
  const work = createWorkReader(db)
  const blobs = createBlobReader(db)
  return (request: Exclude<ReaderRequest, LogRequest>) => {
    switch (request.op) {
      case 'find-events':
        return events.find(request.id, request.at).map(toFoundEvent)
      case 'read-events':
        return events.read(request.options)
      case 'history':
        return work.history(request.workIds)
      case 'depth':
        return work.depth(request.queue, request.now)
      case 'get-blob':
        return blobs.get(request.sha256)
      case 'list-blobs':
        return blobs.list()
    }
  }
}

function createLogExecutor(db: Db) {
  const writer = createLogWriter(db)
  const reader = createLogReader(db)
  return (request: LogRequest) => {
    switch (request.op) {
      case 'write-logs':
        writer.write(request.entries)
        return null
      case 'log-groups':
        return reader.groups(request.scope, request.options)
      case 'log-streams':
        return reader.streams(request.group, request.options)
      case 'read-logs':
        return reader.read(request.group, request.options)
      case 'delete-log-group':
        return writer.deleteGroup(request.group)
      case 'prune-logs':
        return writer.prune(request)
      case 'reset-logs':
        writer.clear()
        return null
    }
  }
}
