import type { Timers } from '../../platform/timers.ts'
import type { ResponseSink } from '../executor.ts'
import type { Reply } from './messages.ts'
import type { ProcessOutput } from './process-output.ts'

/** How long the end of a process waits for its last words, when something holds its streams open. */
export const LAST_WORDS_MS = 50

/** How an exchange ended: with a reply, or without one and then the process is gone. */
export type Ending = {
  readonly atMs: number
  /** From its beginning. */
  readonly durationMs: number
} & (
  | Reply
  | { readonly type: 'timed-out' }
  | { readonly type: 'out-of-memory' }
  | { readonly type: 'invalid-entrypoint'; readonly reason: string }
  | { readonly type: 'extension-failed'; readonly errorType: string; readonly reason: string }
  | {
      readonly type: 'exited'
      readonly exitCode: number | null
      readonly signal: NodeJS.Signals | null
    }
)

/** An order that is sent. */
export type Sent = {
  readonly timeoutMs: number
  readonly requestId?: string
  readonly response?: ResponseSink | undefined
  /** Of one that was sent ahead: from here on, what the process prints is its own. */
  readonly onTurn?: () => void
  /** @param ending - `undefined`: it never began. */
  readonly onEnd: (ending: Ending | undefined) => void
}

/** An order and what becomes of it. */
export type Exchange = Sent & {
  /** By `timers.mono()`; set as it begins. */
  dueAtMs: number
  ending: Ending | undefined
}

type Entry = Exchange & {
  /** Whether what the process prints is taken for its own. */
  isOpen: boolean
  /** A turn of the event loop has passed since its reply. */
  isRead: boolean
  isLate: boolean
}

/**
 * The exchanges of one process in their order: one runs, and some may have been sent ahead. Each is told of
 * once its output has been read, and the output of the next is held back until the log of the one before is closed.
 */
export class ExchangeLine {
  readonly #timers: Timers
  readonly #output: ProcessOutput
  #line: Entry[] = []
  /** One has been told of, and its log is still open. */
  #isTelling = false
  /** The output goes on behind a mark. */
  #isPassing = false
  #hasMarks = true
  /** The process is gone, and nothing more will be read. */
  #isOver = false

  constructor(timers: Timers, output: ProcessOutput) {
    this.#timers = timers
    this.#output = output
  }

  get isEmpty(): boolean {
    return this.#line.length === 0
  }

  /** The one that the process works on. */
  get running(): Exchange | undefined {
    return this.#line.find(({ ending }) => ending === undefined)
  }

  /** Whether the process has begun the one that runs, as far as can be seen. */
  get hasBegun(): boolean {
    const index = this.#line.findIndex(({ ending }) => ending === undefined)
    if (index < 0) return false
    return this.#line[index]?.onTurn === undefined || this.#output.marksAhead() >= index
  }

  /** False once a mark has not come in time, as when a function has closed its streams. */
  get hasMarks(): boolean {
    return this.#hasMarks
  }

  add(sent: Sent): Exchange {
    const isOpen = sent.onTurn === undefined
    const entry: Entry = {
      ...sent,
      dueAtMs: Number.POSITIVE_INFINITY,
      ending: undefined,
      isOpen,
      isRead: false,
      isLate: false,
    }
    this.#line.push(entry)
    if (!isOpen) this.#output.expectMarks(1)
    return entry
  }

  /** @returns the exchange that runs now. */
  end(ending: Ending, isAlive: boolean): Exchange | undefined {
    const entry = this.#line.find((one) => one.ending === undefined)
    if (entry === undefined) return undefined
    entry.ending = ending
    // A process that ends closes its streams after its last words.
    if (isAlive) this.#awaitOutput(entry)
    else this.#timers.after(LAST_WORDS_MS, () => this.over())
    return this.running
  }

  /**
   * The bootstrap writes its output before it answers and returns from no write early, so all of it was in the
   * pipes before the system told of the answer: it tells of both together, and what it told of in this
   * turn of the event loop is read before the turn ends. What begins without waiting for a turn puts a mark in between.
   */
  #awaitOutput(entry: Entry): void {
    this.advance()
    if (!this.#line.includes(entry)) return
    setImmediate(() => {
      entry.isRead = true
      this.advance()
      if (!this.#line.includes(entry)) return
      this.#timers.after(LAST_WORDS_MS, () => {
        if (!this.#line.includes(entry)) return
        entry.isLate = true
        this.#hasMarks = false
        this.advance()
      })
    })
  }

  /** Takes out what the process gave back. */
  giveBack(requestIds: readonly unknown[]): void {
    const isReturned = (one: Entry) =>
      one.onTurn !== undefined && one.ending === undefined && requestIds.includes(one.requestId)
    const returned = this.#line.filter(isReturned)
    this.#line = this.#line.filter((one) => !returned.includes(one))
    this.#output.expectMarks(-returned.length)
    this.#tellNotBegun(returned)
    this.advance()
  }

  /** The process is gone: nothing more begins, and nothing more is read. */
  over(): void {
    this.#isOver = true
    const left = this.#line.filter(({ ending }) => ending === undefined)
    this.#line = this.#line.filter(({ ending }) => ending !== undefined)
    this.#tellNotBegun(left)
    this.advance()
  }

  /** The last one first, so that whoever puts each in front of the others has them in their order again. */
  #tellNotBegun(entries: readonly Entry[]): void {
    for (const { onEnd } of entries.toReversed()) onEnd(undefined)
  }

  /** The log of the one that was told of last is closed. */
  next(): void {
    this.#isTelling = false
    this.advance()
  }

  /** Goes as far as the output has been read. */
  advance(): void {
    const [first] = this.#line
    if (first === undefined || this.#isTelling || this.#isPassing) return
    if (!first.isOpen) {
      if (!this.#mayOpen(first)) return
      this.#open(first)
    }
    if (first.ending === undefined || !this.#mayTell(first)) return
    this.#line.shift()
    this.#output.flush()
    this.#isTelling = true
    first.onEnd(first.ending)
  }

  #open(entry: Entry): void {
    if (!this.#output.isAtMark()) this.#hasMarks = false
    entry.isOpen = true
    entry.onTurn?.()
    this.#isPassing = true
    this.#output.passMark()
    this.#isPassing = false
  }

  #mayOpen({ isRead }: Entry): boolean {
    if (this.#isOver || isRead || this.#output.isAtMark()) return true
    return !this.#hasMarks && this.#output.marksAhead() > 0
  }

  #mayTell({ isRead, isLate }: Entry): boolean {
    if (this.#isOver || isLate) return true
    return this.#line.length > 1 ? this.#output.isAtMark() : isRead
  }
}
