import { describeFailure, type Failure } from '../database/describe-failure.ts'
import type { Db } from '../database/open-database.ts'
import { createAttemptTable } from './attempt-table.ts'
import { createBlobTable } from './blob-table.ts'
import { createConfigTables } from './config-tables.ts'
import { createCounters } from './counters.ts'
import { createEventTable } from './event-table.ts'
import { createWorkTable } from './work-table.ts'
import type { AcceptReply, WriterReplies, WriterRequest } from './writer-requests.ts'

type Reply = WriterReplies[WriterRequest['op']]

/** The answer to a group: a reply for each request, but those that failed. */
export type GroupReply = {
  readonly replies: readonly Reply[]
  readonly failures: readonly { readonly index: number; readonly failure: Failure }[]
}

export type Committer = {
  readonly epoch: number
  readConfig: ReturnType<typeof createConfigTables>['readAll']
  /**
   * Runs a group of requests in one transaction. A request that fails leaves nothing behind and does
   * not touch the others; when the commit fails, all of them have.
   */
  commit(requests: readonly WriterRequest[]): GroupReply
}

/**
 * Takes over a database whose schema is up to date; whatever an earlier process had leased is free.
 *
 * @param options.sharedTexts - where texts are that do not come with their request.
 * @param options.maxEventBytes - how large the log may be: what is too old for it goes with each commit.
 */
export function createCommitter(
  db: Db,
  {
    maxEventBytes = Number.POSITIVE_INFINITY,
    sharedTexts = new SharedArrayBuffer(0),
  }: { readonly maxEventBytes?: number; readonly sharedTexts?: SharedArrayBuffer } = {},
): Committer {
  const counters = createCounters(db)
  const config = createConfigTables(db, counters)
  const events = createEventTable(db, counters, sharedTexts)
  const attempts = createAttemptTable(db)
  const work = createWorkTable(db, attempts)
  const blobs = createBlobTable(db)
  const epoch = counters.add('epoch', 1)
  counters.save()

  const accept = (request: Extract<WriterRequest, { op: 'accept' }>): AcceptReply => {
    const { positions, duplicates } = events.append(request.events)
    const skippedWork: number[] = []
    for (const [index, row] of request.work.entries()) {
      const eventIndex = row[12]
      const position = eventIndex >= 0 ? positions(eventIndex) : undefined
      const isDuplicate = eventIndex >= 0 && position === undefined
      if (isDuplicate || !work.add(row, position ?? lookUp(row))) skippedWork.push(index)
    }
    if (duplicates.length === 0 && skippedWork.length === 0) return null
    return { duplicates, skippedWork }
  }
  const lookUp = (row: Extract<WriterRequest, { op: 'accept' }>['work'][number]) => {
    const [account, region, bus, id] = [row[8], row[9], row[10], row[11]]
    if (account === null || region === null || bus === null || id === null) return null
    return events.positionOf(account, region, bus, id) ?? null
  }

  const execute = (request: WriterRequest): Reply => {
    switch (request.op) {
      case 'accept':
        return accept(request)
      case 'claim':
        return work.claim(request)
      case 'settle':
        return work.settle(request.settlements)
      case 'next-due':
        return work.nextDue(request.queue, request.exceptLanes)
      case 'put':
        return config.put(request)
      case 'delete':
        return config.delete(request.collection, request.key, request.expect)
      case 'prune':
        events.flush()
        return events.prune(request)
      case 'put-blob':
        blobs.put(request.sha256, request.bytes)
        return null
      case 'delete-blobs':
        return blobs.delete(request.sha256s)
      case 'reset':
        for (const table of [config, events, attempts, work, blobs]) table.clear()
        return null
    }
  }
  const executeInSavepoint = db.transaction((request: WriterRequest) => {
    const reply = execute(request)
    // Its own pack: the next savepoint may be rolled back.
    events.flush()
    return reply
  })

  const runAll = db.transaction(
    (requests: readonly WriterRequest[], run: typeof execute): GroupReply => {
      const replies: Reply[] = []
      const failures: { index: number; failure: Failure }[] = []
      for (const [index, request] of requests.entries()) {
        const bytes = counters.get('event_bytes')
        try {
          replies.push(run(request))
        } catch (error) {
          const failure = describeFailure(error, db.name)
          // A conflict is found before anything is written. After another error the request has to
          // be undone, unless SQLite has ended the whole transaction already.
          const canGoOn = run === executeInSavepoint && db.inTransaction
          if (failure.kind !== 'conflict' && (failure.kind !== 'error' || !canGoOn)) throw error
          if (failure.kind === 'error') {
            counters.add('event_bytes', bytes - counters.get('event_bytes'))
            events.reload()
          }
          replies.push(null)
          failures.push({ index, failure })
        }
      }
      events.flush()
      events.makeRoom(maxEventBytes)
      counters.save()
      return { replies, failures }
    },
  )
  const recover = () => {
    counters.reload()
    events.reload()
  }

  return {
    epoch,
    readConfig: config.readAll,
    commit(requests) {
      try {
        return runAll.immediate(requests, execute)
      } catch (error) {
        const failure = describeFailure(error, db.name)
        if (failure.kind === 'fatal') return failAll(requests, failure)
        recover()
        if (failure.kind === 'full') return failAll(requests, failure)
      }
      try {
        // A savepoint for each request makes SQLite copy every page that it touches, which costs as
        // much as the writing itself; so they are only set when a request of the group has failed.
        return runAll.immediate(requests, executeInSavepoint)
      } catch (error) {
        const failure = describeFailure(error, db.name)
        if (failure.kind !== 'fatal') recover()
        return failAll(requests, failure)
      }
    },
  }
}

function failAll(requests: readonly WriterRequest[], failure: Failure): GroupReply {
  return {
    replies: requests.map(() => null),
    failures: requests.map((_, index) => ({ index, failure })),
  }
}
