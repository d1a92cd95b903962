import { Refusal } from '../runtime-api/refusal.ts'

export type ExtensionEvent =
  | {
      readonly eventType: 'INVOKE'
      /** As the wall clock shows it, in milliseconds since 1970. */
      readonly deadlineMs: number
      readonly requestId: string
      readonly invokedFunctionArn: string
      readonly tracing?: { readonly type: 'X-Amzn-Trace-Id'; readonly value: string }
    }
  | {
      readonly eventType: 'SHUTDOWN'
      readonly deadlineMs: number
      readonly shutdownReason: ShutdownReason
    }

export type ShutdownReason = 'spindown' | 'timeout' | 'failure'
export type EventType = ExtensionEvent['eventType']

/** By the names that AWS's emulator prints. */
type State =
  | 'Started'
  | 'Registered'
  | 'Ready'
  | 'Running'
  | 'InitError'
  | 'ExitError'
  | 'LaunchError'

/** What the function's log says of it. */
export type ExtensionStatus = {
  readonly name: string
  readonly state: State
  readonly events: readonly EventType[]
  readonly errorType?: string
}

/** One extension's conversation over the Extensions API: what may follow what, and nothing of HTTP. */
export class ExtensionSession {
  readonly name: string
  readonly id: string
  readonly #onChange: () => void
  #state: State = 'Started'
  #events: readonly EventType[] = []
  #errorType: string | undefined
  #hand: ((event: ExtensionEvent) => void) | undefined
  /** The shutdown, when it came while the extension was still at work. */
  #last: ExtensionEvent | undefined

  /** @param onChange - called after each step of it. */
  constructor(name: string, id: string, onChange: () => void) {
    this.name = name
    this.id = id
    this.#onChange = onChange
  }

  get status(): ExtensionStatus {
    return {
      name: this.name,
      state: this.#state,
      events: this.#events,
      ...(this.#errorType !== undefined && { errorType: this.#errorType }),
    }
  }

  get isRegistered(): boolean {
    return this.#state !== 'Started'
  }

  /** Whether it waits for an event. */
  get isReady(): boolean {
    return this.#state === 'Ready'
  }

  wants(event: EventType): boolean {
    return this.#events.includes(event)
  }

  register(events: readonly EventType[]): Refusal | undefined {
    if (this.#state !== 'Started') return this.#refuse('Registered', this.name)
    this.#events = [...new Set(events)]
    return this.#become('Registered')
  }

  /** Waits for an event, however long. */
  async next(): Promise<ExtensionEvent | Refusal> {
    if (this.#state !== 'Registered' && this.#state !== 'Running') return this.#refuse('Ready')
    if (this.#last !== undefined) return this.#last
    const event = new Promise<ExtensionEvent>((resolve) => {
      this.#hand = resolve
    })
    this.#become('Ready')
    return event
  }

  initError(errorType: string): Refusal | undefined {
    if (this.#state === 'InitError') return undefined
    if (this.#state !== 'Registered') return this.#refuse('InitError')
    this.#errorType = errorType
    return this.#become('InitError')
  }

  exitError(errorType: string): Refusal | undefined {
    if (this.#state === 'ExitError') return undefined
    const mayFail = ['Registered', 'Ready', 'Running'].includes(this.#state)
    if (!mayFail) return this.#refuse('Exited')
    this.#errorType = errorType
    return this.#become('ExitError')
  }

  /** It could not be started. */
  launchError(errorType: string): void {
    this.#errorType = errorType
    this.#become('LaunchError')
  }

  /** Hands it an event that it wants: an invocation if it waits for one, the shutdown as soon as it asks. */
  hand(event: ExtensionEvent): void {
    if (!this.wants(event.eventType)) return
    const hand = this.#hand
    if (hand === undefined) {
      if (event.eventType === 'SHUTDOWN') this.#last = event
      return
    }
    this.#hand = undefined
    this.#become('Running')
    hand(event)
  }

  #become(state: State): undefined {
    this.#state = state
    this.#onChange()
    return undefined
  }

  #refuse(to: string, whom = this.id): Refusal {
    return new Refusal(
      403,
      'Extension.InvalidExtensionState',
      `State transition from ${this.#state} to ${to} failed for extension ${whom}. Error: State transition is not allowed`,
    )
  }
}
