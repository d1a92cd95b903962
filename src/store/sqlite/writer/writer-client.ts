import { Unavailable } from '../../../domain/faults.ts'
import { RevisionConflict } from '../../config-store.ts'
import type { Failure } from '../database/describe-failure.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Thread } from '../thread.ts'
import type { GroupReply } from './committer.ts'
import type { WriterReplies, WriterRequest } from './writer-requests.ts'

// The most that one transaction takes on: a bound on how long a request waits for its group.
const GROUP_WEIGHT = 500
// What brings work to its end goes before what brings more work: otherwise, when more events come than can be
// committed, deliveries would wait behind all of them. There is never more of it than work in memory.
const GOES_FIRST: ReadonlySet<WriterRequest['op']> = new Set(['claim', 'settle'])

type Pending = {
  readonly request: WriterRequest
  readonly weight: number
  readonly onReply: (reply: never) => void
  readonly onFailure: (error: Error) => void
}

/** The main thread's side of the writer thread. */
export type WriterClient = {
  /**
   * Resolves once the request is durable.
   *
   * @param onReply - runs before that, for each request in the order of the commits.
   * @param weight - how many rows the request writes.
   * @throws Unavailable when the disk is full or the store has stopped.
   */
  request<R extends WriterRequest, T>(
    request: R,
    onReply: (reply: WriterReplies[R['op']]) => T,
    weight?: number,
  ): Promise<T>
  /** Takes no more requests, and resolves once those that it has are through. */
  drain(): Promise<void>
  /** Refuses everything from now on, also what is under way. */
  fail(error: Error): void
}

/**
 * Commits in groups, without a timer: whatever arrives while a group is being committed makes up the
 * next one. Alone, a request waits for nobody; under load, many share one wait for the disk.
 */
export function createWriterClient(
  thread: Pick<Thread<unknown>, 'post' | 'onMessage'>,
  onFatal: (error: Error) => void,
): WriterClient {
  let first: Pending[] = []
  let queue: Pending[] = []
  let inFlight: Pending[] = []
  let refusal: Error | undefined
  let onDrained: (() => void) | undefined
  let isScheduled = false

  const postNext = () => {
    isScheduled = false
    if (inFlight.length > 0) return
    const fromFirst = takeGroup(first, GROUP_WEIGHT)
    const isFull = fromFirst.length < first.length
    const fromQueue = isFull ? [] : takeGroup(queue, GROUP_WEIGHT - weightOf(fromFirst))
    first = first.slice(fromFirst.length)
    queue = queue.slice(fromQueue.length)
    inFlight = [...fromFirst, ...fromQueue]
    if (inFlight.length > 0) thread.post(inFlight.map(({ request }) => request))
    else onDrained?.()
  }

  // Not at once: callers that go on in this turn of the loop, as those of a group that was just
  // answered do, share a group instead of waiting for one that has a single request.
  const schedule = () => {
    if (isScheduled || inFlight.length > 0) return
    isScheduled = true
    setImmediate(postNext)
  }

  const fail = (error: Error) => {
    if (refusal instanceof StoreFailed) return
    refusal = new StoreFailed(error.message)
    for (const { onFailure } of [...inFlight, ...first, ...queue]) onFailure(refusal)
    inFlight = []
    first = []
    queue = []
    onDrained?.()
  }

  thread.onMessage((message) => {
    // One way only: the thread sends nothing else.
    const { replies, failures } = message as GroupReply
    const group = inFlight
    inFlight = []
    const fatal = failures.find(({ failure }) => failure.kind === 'fatal')
    // The next group is on its way before this one's callers run.
    if (fatal === undefined) postNext()
    answer(group, { replies, failures })
    if (fatal === undefined) return
    fail(new StoreUnavailable(fatal.failure.message))
    onFatal(new StoreUnavailable(fatal.failure.message))
  })

  return {
    request(request, onReply, weight = 1) {
      if (refusal !== undefined) return Promise.reject(refusal)
      return new Promise((resolve, reject) => {
        const answerWith = (reply: never) => {
          try {
            resolve(onReply(reply))
          } catch (error) {
            // Only this request's caller may see it: the rest of the group waits for its answers.
            reject(error)
          }
        }
        const line = GOES_FIRST.has(request.op) ? first : queue
        line.push({ request, weight, onReply: answerWith, onFailure: reject })
        schedule()
      })
    },
    drain() {
      refusal ??= new Unavailable('busbar is stopping.')
      if (inFlight.length + first.length + queue.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        onDrained = resolve
      })
    },
    fail,
  }
}

class StoreFailed extends Unavailable {}

/** From the front, what fits; one request at least, if the group has nothing else yet. */
function takeGroup(queue: readonly Pending[], room: number): Pending[] {
  let weight = 0
  const end = queue.findIndex((pending, index) => {
    weight += pending.weight
    return weight > room && (index > 0 || room < GROUP_WEIGHT)
  })
  return end < 0 ? [...queue] : queue.slice(0, end)
}

function weightOf(group: readonly Pending[]): number {
  return group.reduce((sum, { weight }) => sum + weight, 0)
}

function answer(group: readonly Pending[], { replies, failures }: GroupReply): void {
  const failed = new Map(failures.map(({ index, failure }) => [index, failure]))
  for (const [index, { onReply, onFailure }] of group.entries()) {
    const failure = failed.get(index)
    if (failure !== undefined) onFailure(toError(failure))
    // The reply belongs to the request at this place, whose type `request` has checked.
    else onReply(replies[index] as never)
  }
}

/** What a failure in the writer thread means to the caller. */
export function toError({ kind, message }: Failure): Error {
  if (kind === 'conflict') return new RevisionConflict(message)
  if (kind === 'error') return new Error(message)
  return new Unavailable(message)
}
