import { Unavailable } from '../../../domain/faults.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import type { Thread } from '../thread.ts'
import { toError } from '../writer/writer-client.ts'
import type { ReaderReplies, ReaderReply, ReaderRequest } from './reader-requests.ts'

type Pending = {
  readonly resolve: (reply: never) => void
  readonly reject: (error: Error) => void
}

/** The main thread's side of the reader thread. */
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
  const pending: Pending[] = []
  let refusal: Error | undefined
  let onDrained: (() => void) | undefined

  thread.onMessage((message) => {
    // One way only: the thread answers each request once, in order.
    const answer = message as ReaderReply
    const next = pending.shift()
    if ('reply' in answer) next?.resolve(answer.reply as never)
    else next?.reject(toError(answer.failure))
    if (pending.length === 0) onDrained?.()
    if ('failure' in answer && answer.failure.kind === 'fatal') {
      onFatal(new StoreUnavailable(answer.failure.message))
    }
  })

  return {
    request(request) {
      if (refusal !== undefined) return Promise.reject(refusal)
      return new Promise((resolve, reject) => {
        pending.push({ resolve, reject })
        thread.post(request)
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
      for (const { reject } of pending.splice(0)) reject(refusal)
      onDrained?.()
    },
  }
}
