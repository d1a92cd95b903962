import { Unavailable } from '../../../domain/faults.ts'
import { Queue } from '../../../platform/queue.ts'
import { RevisionConflict } from '../../config-store.ts'
import type { Failure } from '../database/describe-failure.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Thread } from '../thread.ts'
import type { CommittedGroup } from './commit-in-groups.ts'
import { goesFirst, type WeighedRequest } from './commit-lines.ts'
import type { WriterReplies, WriterRequest } from './writer-requests.ts'

type Pending = {
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

/** What the thread is given to commit before the turn of the loop ends, rather than have it wait for the rest. */
const EARLY_WEIGHT = 32

/**
 * What is asked for in one turn of the loop goes in one message, or a few if it is much; which requests share a
 * commit, the thread decides.
 */
export function createWriterClient(
  thread: Pick<Thread<unknown>, 'post' | 'onMessage'>,
  onFatal: (error: Error) => void,
): WriterClient {
  const first = new Queue<Pending>()
  const others = new Queue<Pending>()
  let unsent: WeighedRequest[] = []
  let unsentWeight = 0
  let refusal: Error | undefined
  let onDrained: (() => void) | undefined

  const send = () => {
    if (unsent.length === 0) return
    thread.post(unsent)
    unsent = []
    unsentWeight = 0
  }

  const fail = (error: Error) => {
    if (refusal instanceof StoreFailed) return
    refusal = new StoreFailed(error.message)
    for (const { onFailure } of [...first.drain(), ...others.drain()]) onFailure(refusal)
    onDrained?.()
  }

  thread.onMessage((message) => {
    // One way only: the thread sends nothing else.
    const { replies, failures, first: ofFirst } = message as CommittedGroup
    const failed = new Map(failures.map(({ index, failure }) => [index, failure]))
    for (const [index, reply] of replies.entries()) {
      const pending = (index < ofFirst ? first : others).leave()
      const failure = failed.get(index)
      if (failure !== undefined) pending?.onFailure(toError(failure))
      // It belongs to the request at this place, whose type `request` has checked.
      else pending?.onReply(reply as never)
    }
    const fatal = failures.find(({ failure }) => failure.kind === 'fatal')
    if (fatal !== undefined) {
      fail(new StoreUnavailable(fatal.failure.message))
      onFatal(new StoreUnavailable(fatal.failure.message))
    } else if (first.length + others.length === 0) onDrained?.()
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
        const line = goesFirst(request) ? first : others
        line.add({ onReply: answerWith, onFailure: reject })
        // Not at once: those who go on in this turn of the loop share a message, and a commit.
        if (unsent.length === 0) setImmediate(send)
        unsent.push([request, weight])
        unsentWeight += weight
        if (unsentWeight >= EARLY_WEIGHT) send()
      })
    },
    drain() {
      refusal ??= new Unavailable('busbar is stopping.')
      if (first.length + others.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        onDrained = resolve
      })
    },
    fail,
  }
}

class StoreFailed extends Unavailable {}

/** What a failure in the writer thread means to the caller. */
export function toError({ kind, message }: Failure): Error {
  if (kind === 'conflict') return new RevisionConflict(message)
  if (kind === 'error') return new Error(message)
  return new Unavailable(message)
}
