import type { Attempt } from '../../../domain/delivery/work.ts'
import type { CollectionName, Expectation, Key } from '../../config-store.ts'
import type { Reference } from '../../references.ts'
import type { QueueName } from '../../work-queue.ts'
import type { EventPack } from '../event-pack.ts'

// What goes to the writer thread and comes back. Rows are plain tuples: they are copied between the
// threads for every event, and the names of an object's members would be copied with each.

export type ConfigRow = readonly [key: Key, revision: number, doc: string]

export type WorkRow = readonly [
  queue: QueueName,
  id: string,
  lane: string,
  enqueuedAt: number,
  dueAt: number,
  lease: number | null,
  work: string,
  payload: string | null,
  eventAccount: string | null,
  eventRegion: string | null,
  eventBus: string | null,
  eventId: string | null,
  /** Which event of the same unit it carries; -1: none of them. */
  eventIndex: number,
]

/** Work as a claim finds it. */
export type ClaimRow = readonly [
  queue: QueueName,
  id: string,
  lane: string,
  enqueuedAt: number,
  dueAt: number,
  lease: number,
  work: string,
  payload: string | null,
  eventAccount: string | null,
  eventRegion: string | null,
  eventBus: string | null,
  eventId: string | null,
  /** Where the log has it. */
  eventPosition: number | null,
  attempts: number,
]

export type AttemptRow = readonly [
  attempt: number,
  startedAt: number,
  endedAt: number,
  outcome: Attempt['outcome'],
  errorCode: string | null,
  errorMessage: string | null,
  ended: string | null,
]

/** Flat: arrays within an array cost more to copy than all that is in them. */
export type SettlementRow = readonly [
  queue: QueueName,
  id: string,
  lease: number,
  next: 'done' | 'retry' | 'release' | 'move',
  dueAt: number,
  /** Where to move it, under which lane, and the new body if it changes. */
  move: readonly [queue: QueueName, lane: string, work: string | null] | null,
  /** New work that follows; it carries no event. */
  following: readonly WorkRow[] | null,
  /** Nothing when there is no attempt to record. */
  ...attempt: AttemptRow | readonly [],
]

/** What of a unit was in the store already, by index; null: nothing was. */
export type AcceptReply = {
  readonly duplicates: readonly number[]
  readonly skippedWork: readonly number[]
} | null

export type PruneStep = {
  readonly removed: number
  /** Where the next step goes on; null when the rest of the log has to stay. */
  readonly next: number | null
}

export type WriterRequest =
  | { op: 'accept'; events: EventPack; work: readonly WorkRow[] }
  | {
      op: 'claim'
      queue: QueueName
      now: number
      max: number
      firstLease: number
      lanes: readonly string[] | null
      exceptLanes: readonly string[] | null
    }
  | { op: 'settle'; settlements: readonly SettlementRow[] }
  | { op: 'next-due'; queue: QueueName; exceptLanes: readonly string[] }
  | {
      op: 'put'
      collection: CollectionName
      key: Key
      doc: string
      expect: Expectation
      /** What the document names. */
      needs: Reference | undefined
    }
  | { op: 'delete'; collection: CollectionName; key: Key; expect: Expectation }
  | { op: 'prune'; before: number; maxBytes: number; limit: number; from: number }
  | { op: 'put-blob'; sha256: string; bytes: Uint8Array }
  | { op: 'delete-blobs'; sha256s: readonly string[] }
  | { op: 'reset' }

export type WriterReplies = {
  accept: AcceptReply
  claim: readonly ClaimRow[]
  /** Whether each lease was still held. */
  settle: readonly boolean[]
  'next-due': number | null
  put: number
  delete: boolean
  prune: PruneStep
  'put-blob': null
  'delete-blobs': number
  reset: null
}
