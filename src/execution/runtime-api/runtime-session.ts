import type { AnswerBody } from '../answer-body.ts'
import { invalidRequestId, invalidTransition, type Refusal } from './refusal.ts'

/** An invocation as `next` hands it out. */
export type RuntimeInvocation = {
  readonly requestId: string
  readonly payload: string
  readonly invokedArn: string
  /** The deadline as the wall clock shows it, in milliseconds since 1970. */
  readonly deadlineMs: number
  readonly clientContext?: string | undefined
  readonly traceHeader?: string | undefined
  /** The response is wanted as it comes, and has at most so many bytes. */
  readonly streamLimitBytes?: number | undefined
}

/** What a runtime says of an invocation. */
export type Answer =
  | ({ readonly type: 'succeeded' } & AnswerBody)
  | {
      readonly type: 'failed'
      readonly payload: string
      readonly errorType: string
      readonly errorMessage: string
      readonly platformErrorType: string
    }
  | { readonly type: 'too-large' }

export type RuntimeSession = {
  /** Hands the runtime its next invocation, as soon as it asks. */
  invoke(invocation: RuntimeInvocation): void
  /** The answer to the current invocation, while the runtime has not asked for another. */
  readonly given: Answer | undefined
  /** Of the current invocation, when its response is wanted as it comes. */
  readonly streamLimitBytes: number | undefined

  /** The calls of the Runtime API. `next` waits for an invocation, however long. */
  next(): Promise<RuntimeInvocation | Refusal>
  /** Why this may not be said of that invocation now, if so; otherwise `answer` says it. */
  admit(
    requestId: string,
    to: 'InvocationResponse' | 'InvocationErrorResponse',
  ): Refusal | undefined
  answer(answer: Answer): void
  initError(error: Extract<Answer, { type: 'failed' }>): Refusal | undefined
}

export type SessionEvents = {
  /** The runtime has asked for its first invocation: its init is done. */
  onReady(): void
  onInitError(error: Extract<Answer, { type: 'failed' }>): void
  /** An invocation is over: it was answered, and the runtime has asked for the next one. */
  onDone(answer: Answer): void
}

type State = 'Started' | 'InitError' | 'Ready' | 'Running' | 'RuntimeResponseSentState'
type Waiting = (outcome: RuntimeInvocation | Refusal) => void

/** One runtime's conversation over the Runtime API: what may follow what, and nothing of HTTP. */
export function createRuntimeSession(events: SessionEvents): RuntimeSession {
  let state: State = 'Started'
  let current: RuntimeInvocation | undefined
  let given: Answer | undefined
  let waiting: Waiting | undefined

  const wait = () => {
    // A client that hung up and asks again is the one to answer.
    waiting?.(invalidTransition('Ready', 'Ready', 'Concurrent state modification'))
    return new Promise<RuntimeInvocation | Refusal>((resolve) => {
      waiting = resolve
    })
  }
  const becomeReady = () => {
    state = 'Ready'
    current = undefined
    given = undefined
    return wait()
  }

  return {
    get given() {
      return given
    },
    get streamLimitBytes() {
      return current?.streamLimitBytes
    },
    invoke(invocation) {
      current = invocation
      if (waiting === undefined) return
      state = 'Running'
      const hand = waiting
      waiting = undefined
      hand(invocation)
    },
    async next() {
      switch (state) {
        case 'Started': {
          const next = becomeReady()
          events.onReady()
          return next
        }
        case 'RuntimeResponseSentState': {
          const answer = given
          const next = becomeReady()
          if (answer !== undefined) events.onDone(answer)
          return next
        }
        case 'Ready':
          if (current === undefined) return wait()
          state = 'Running'
          return current
        case 'Running':
          return current ?? wait()
        default:
          return invalidTransition(state, 'Ready')
      }
    },
    admit(requestId, to) {
      if (current?.requestId !== requestId) return invalidRequestId
      return state === 'Running' ? undefined : invalidTransition(state, to)
    },
    answer(answer) {
      given = answer
      state = 'RuntimeResponseSentState'
    },
    initError(error) {
      if (state !== 'Started') return invalidTransition(state, 'InitError')
      state = 'InitError'
      events.onInitError(error)
      return undefined
    },
  }
}
