import { Unavailable } from '../../../domain/faults.ts'
import { Queue } from '../../../platform/queue.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Thread } from '../thread.ts'
import { toError } from '../writer/writer-client.ts'
import type { ReaderReplies, ReaderReply, ReaderRequest } from './reader-requests.ts'

type Pending = {
  readonly resolve: (reply: never) => void
  readonly reject: (error: Error) => void
}

/**
 * The main thread's side of the reader thread. What is asked for in one turn goes in one message, since waking a
 * thread costs more than most of the questions.
 */
export type ReaderClient = {
  request<R extends ReaderRequest>(request: R): Promise<ReaderReplies[R['op']]>
  /** Takes no more requests, and resolves once those that it has are through. */
  drain(): Promise<void>
  /** Refuses everything from now on, also what is under way. */
  fail(error: Error): void
}

export function createReaderClient(
  thread: Pick<Thread<unknown>, 'post' | 'onMessage'>,
  onFatal: (error: Error) => void,
): ReaderClient {
  const pending = new Queue<Pending>()
  let unsent: ReaderRequest[] = []
  let refusal: Error | undefined
  let onDrained: (() => void) | undefined

  const send = () => {
    thread.post(unsent)
    unsent = []
  }

  const take = (answer: ReaderReply) => {
    const next = pending.leave()
    if ('reply' in answer) next?.resolve(answer.reply as never)
    else next?.reject(toError(answer.failure))
    if (pending.length === 0) onDrained?.()
    if ('failure' in answer && answer.failure.kind === 'fatal') {
      onFatal(new StoreUnavailable(answer.failure.message))
    }
  }

  thread.onMessage((message) => {
    // One way only: the thread answers each request once, in order.
    for (const answer of message as readonly ReaderReply[]) take(answer)
  })

  return {
    request(request) {
      if (refusal !== undefined) return Promise.reject(refusal)
      return new Promise((resolve, reject) => {
        pending.add({ resolve, reject })
        if (unsent.length === 0) setImmediate(send)
        unsent.push(request)
      })
    },
    drain() {
      refusal ??= new Unavailable('busbar is stopping.')
      if (pending.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        onDrained = resolve
      })
    },
    fail(error) {
      refusal = new Unavailable(error.message)
      for (const { reject } of pending.drain()) reject(refusal)
      onDrained?.()
    },
  }
}
