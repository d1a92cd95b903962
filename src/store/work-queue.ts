import type { Attempt, Work } from '../domain/delivery/work.ts'
import type { Millis } from '../domain/scope.ts'
import type { EventRef, Position } from './event-log.ts'

/** Deliveries go from an event bus to a target; invocations wait for a function. */
export type QueueName = 'deliveries' | 'invocations'
export const QUEUE_NAMES: readonly QueueName[] = ['deliveries', 'invocations']

export type NewWork = {
  /** Unique within the queue. */
  readonly id: string
  readonly queue: QueueName
  /** Work of one lane shares a fate: one target, one function. A slow lane delays no other. */
  readonly lane: string
  readonly enqueuedAt: Millis
  readonly dueAt: Millis
  readonly work: Work
  /** The event that it carries; kept in the log at least until the work is done. */
  readonly event?: EventRef
  /** JSON text of an invocation that no event carries. */
  readonly payload?: string
}

export type Claim = NewWork & {
  /** Where the log has the event, when the claim was read from the store. */
  readonly eventPosition?: Position
  /** Counted attempts that ended before this claim. */
  readonly attempts: number
  /** Proves the lease when settling; a later claim of the same work makes it stale. */
  readonly token: string
}

export type Settlement = {
  readonly claim: Claim
} /** @param following - new work that follows from it, queued in the same transaction. */ & (
  | { readonly next: 'done'; readonly attempt: Attempt; readonly following?: readonly NewWork[] }
  /** Counts as an attempt. */
  | { readonly next: 'retry'; readonly at: Millis; readonly attempt: Attempt }
  /** Does not count: shutting down, throttled, no room. */
  | { readonly next: 'release'; readonly at: Millis }
  /** To another queue, due at once with a fresh count; `work` replaces the body when given. */
  | {
      readonly next: 'move'
      readonly to: QueueName
      readonly lane: string
      readonly work?: Work
      readonly attempt: Attempt
    }
)

export type Depth = {
  readonly ready: number
  readonly delayed: number
  readonly leased: number
  readonly oldestDueAt?: Millis
}

/**
 * Durable work with a due time. Delivery is at least once: a lease ends when it is settled or when its
 * holder is gone, so a crash delays work but loses none, and work is never handed out early.
 */
export type WorkQueue = {
  /**
   * Adds work; an id that the queue holds already is left as it is.
   * @param lease - whether this process takes the work over at once.
   */
  enqueue(work: readonly NewWork[], lease: boolean): Promise<readonly Claim[]>

  /**
   * Leases due work, longest due first.
   * @param lanes - only these lanes; all lanes without it.
   * @param exceptLanes - never these lanes.
   */
  claim(
    queue: QueueName,
    now: Millis,
    options: {
      readonly max: number
      readonly lanes?: readonly string[]
      readonly exceptLanes?: readonly string[]
    },
  ): Promise<readonly Claim[]>

  /** Ends leases and records attempts, all in one transaction. `lost`: the lease was not ours any more. */
  settle(settlements: readonly Settlement[]): Promise<readonly ('ok' | 'lost')[]>

  /** The earliest due time of work that nobody holds, outside of `exceptLanes`. */
  nextDue(queue: QueueName, exceptLanes?: readonly string[]): Promise<Millis | undefined>

  depth(queue: QueueName, now: Millis): Promise<Depth>
}
