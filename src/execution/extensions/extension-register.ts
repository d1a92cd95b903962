import { Refusal } from '../runtime-api/refusal.ts'
import { type EventType, ExtensionSession, type ExtensionStatus } from './extension-session.ts'

/** "Lambda Extensions API", limits. */
export const MOST_EXTENSIONS = 10

/** Who takes part in the life of one environment beside its runtime. */
export class ExtensionRegister {
  readonly #uuid: () => string
  readonly #onChange: () => void
  /** Programs of layers; they may ask for the shutdown too. */
  readonly #external: ExtensionSession[] = []
  /** Threads of the runtime's own process. */
  readonly #internal: ExtensionSession[] = []
  #isClosed = false

  /** @param onChange - called after each step of one of them. */
  constructor(uuid: () => string, onChange: () => void) {
    this.#uuid = uuid
    this.#onChange = onChange
  }

  get all(): readonly ExtensionSession[] {
    return [...this.#external, ...this.#internal]
  }

  get external(): readonly ExtensionSession[] {
    return this.#external
  }

  statuses(): readonly ExtensionStatus[] {
    return this.all.map(({ status }) => status)
  }

  /** Awaits the registration of a program by its name. */
  expect(name: string): ExtensionSession {
    const session = new ExtensionSession(name, this.#uuid(), this.#onChange)
    this.#external.push(session)
    return session
  }

  find(id: string): ExtensionSession | undefined {
    return this.all.find((session) => session.id === id)
  }

  register(name: string, events: readonly unknown[]): ExtensionSession | Refusal {
    const external = this.#external.find((session) => session.name === name)
    const allowed: readonly EventType[] = external ? ['INVOKE', 'SHUTDOWN'] : ['INVOKE']
    const wanted: EventType[] = []
    for (const event of events) {
      const known = allowed.find((one) => one === event)
      if (known === undefined) return invalidEvent(event)
      wanted.push(known)
    }
    const session = external ?? this.#admit(name)
    if (session instanceof Refusal) return session
    return session.register(wanted) ?? session
  }

  #admit(name: string): ExtensionSession | Refusal {
    const refuse = (type: string, message: string) => new Refusal(403, `Extension.${type}`, message)
    if (this.#isClosed) {
      return refuse('RegistrationClosed', 'Extension registration closed already')
    }
    if (this.all.length >= MOST_EXTENSIONS) {
      return refuse('TooManyExtensions', `Extension limit (${MOST_EXTENSIONS}) reached`)
    }
    if (this.#internal.some((session) => session.name === name)) {
      return refuse('InvalidExtensionState', 'Extension with this name already registered')
    }
    const session = new ExtensionSession(name, this.#uuid(), this.#onChange)
    this.#internal.push(session)
    return session
  }

  /** The runtime is ready: nobody else may join. */
  close(): void {
    this.#isClosed = true
  }
}

function invalidEvent(event: unknown): Refusal {
  const why =
    event === 'SHUTDOWN' ? 'ShutdownEventNotSupportedForInternalExtension' : 'ErrorInvalidEventType'
  return new Refusal(403, 'Extension.InvalidEventType', `${String(event)}: ${why}`)
}
