import { type ChildProcess, spawn } from 'node:child_process'
import type { Timers } from '../../platform/timers.ts'
import type { ResponseSink } from '../executor.ts'
import { createOutputLines, type OutputSink } from '../logs/output-lines.ts'
import { groupMemoryBytes } from './group-memory.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { Chunk, Order, Reply } from './messages.ts'
import { killGroup, type ProcessRecords, signalGroup } from './process-records.ts'

/** How long the end of a process waits for its last words, when something holds its streams open. */
const LAST_WORDS_MS = 50
const HEAP_EXHAUSTED = 'JavaScript heap out of memory'

/** How an exchange ended: with a reply, or without one and then the process is gone. */
export type Ending = { readonly atMs: number } & (
  | Reply
  | { readonly type: 'timed-out' }
  | { readonly type: 'out-of-memory' }
  | { readonly type: 'invalid-entrypoint'; readonly reason: string }
  | {
      readonly type: 'exited'
      readonly exitCode: number | null
      readonly signal: NodeJS.Signals | null
    }
)

/** What is run, and how to talk with it. */
export type ProcessLaunch = {
  readonly file: string
  readonly args: readonly string[]
  /** What it is told that it is called. @default the file */
  readonly argv0?: string
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
  readonly stdio: readonly ('ignore' | 'pipe' | 'ipc')[]
  readonly memorySizeMb: number
  /** What the runtime itself holds, which is not the function's. */
  readonly ownBytes: number
  connect(child: ChildProcess, wire: Wire): Channel
}

/** What a channel tells its process. */
export type Wire = {
  reply(reply: Reply): void
  /** Resolves when there is room for more: with false when nobody wants it any more. */
  chunk(chunk: Chunk): Promise<boolean>
  /** Lines that came on another way than the standard streams. */
  readonly output: OutputSink
}

/** The way between the server and one process. */
export type Channel = {
  send(order: Order): void
  /** An answer that came although the process is not ready for another order; it counts when it ends. */
  given?(): Reply | undefined
  close?(): void
}

export type ProcessOutput = Pick<OutputSink, 'lines' | 'dropped' | 'isFull'>

export type ProcessDeps = {
  readonly timers: Timers
  readonly memory: MemoryWatch
  readonly records: ProcessRecords
}

type Exchange = {
  readonly response: ResponseSink | undefined
  readonly finish: (ending: Ending) => void
  readonly cancel: () => void
  /** By `timers.mono()`. */
  readonly dueAtMs: number
  ending?: Ending
}

/** A child process that runs one function's code: one exchange of an order and its reply at a time. */
export class RuntimeProcess {
  /** By `timers.mono()`. */
  readonly startedAtMs: number
  readonly #deps: ProcessDeps
  readonly #limitBytes: number
  readonly #channel: Channel
  readonly #child: ChildProcess
  /** Absent when the system could not start a process. */
  readonly #pid: number | undefined
  readonly #lines: readonly { flush(): void }[]
  #output: ProcessOutput | undefined
  #onGone: (() => void) | undefined
  readonly #gone = Promise.withResolvers<void>()
  #current: Exchange | undefined
  #isAlive = true
  #isFrozen = false
  #peakMemoryBytes = 0
  #hasExhaustedHeap = false

  constructor(deps: ProcessDeps, launch: ProcessLaunch) {
    this.#deps = deps
    this.startedAtMs = deps.timers.mono()
    this.#limitBytes = launch.memorySizeMb * 1_024 * 1_024 + launch.ownBytes
    this.#child = spawn(launch.file, launch.args, {
      ...(launch.argv0 !== undefined && { argv0: launch.argv0 }),
      cwd: launch.cwd,
      env: launch.variables,
      stdio: [...launch.stdio],
      serialization: 'advanced',
      detached: true,
    })
    this.#pid = this.#child.pid
    if (this.#pid !== undefined) deps.records.add(this.#pid)
    this.#lines = [this.#read('stdout'), this.#read('stderr')]
    this.#channel = launch.connect(this.#child, {
      reply: (reply) => this.#replied(reply),
      chunk: (chunk) => this.#passOn(chunk),
      output: this.#sink(),
    })
    this.#listen()
  }

  /** False when the system could not start another process. */
  get hasStarted(): boolean {
    return this.#pid !== undefined
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  get pid(): number | undefined {
    return this.#isAlive ? this.#pid : undefined
  }

  /** The most that was seen of what it and all that it started held; 0 where the system does not tell. */
  get peakMemoryBytes(): number {
    return this.#peakMemoryBytes
  }

  /** What it and all that it started hold now; 0 where the system does not tell. */
  measureMemoryBytes(): number {
    const { pid } = this
    const bytes = pid === undefined ? 0 : (groupMemoryBytes(pid, this.#limitBytes) ?? 0)
    this.#noteMemory(bytes)
    return bytes
  }

  /** Resolves once the system has let go of the process. */
  get gone(): Promise<void> {
    return this.#gone.promise
  }

  /**
   * Gives the process to a function.
   *
   * @param onGone - called once it has ended by itself, whether or not an exchange runs.
   */
  adopt(output: ProcessOutput, onGone: () => void): void {
    this.#output = output
    this.#onGone = onGone
  }

  /**
   * Never rejects. After `timeoutMs` without a reply the process is killed.
   *
   * @param response - takes what the process sends before its reply.
   */
  exchange(order: Order, timeoutMs: number, response?: ResponseSink): Promise<Ending> {
    this.#thaw()
    // The order first: what is left to do here is done while the process works on it.
    if (this.#isAlive) this.#channel.send(order)
    return new Promise((finish) => {
      const dueAtMs = this.#deps.timers.mono() + timeoutMs
      this.#current = { response, finish, cancel: this.#guard(timeoutMs), dueAtMs }
      if (!this.#isAlive) this.#conclude({ type: 'exited', exitCode: null, signal: null })
    })
  }

  /** Watches over time and memory, until it is told to stop. */
  #guard(timeoutMs: number): () => void {
    const { timers, memory } = this.#deps
    const stopTimer = timers.after(timeoutMs, () => this.#abort('timed-out'))
    if (this.#pid === undefined) return stopTimer
    const onExceeded = () => this.#abort('out-of-memory')
    const onSample = (bytes: number) => this.#noteMemory(bytes)
    const watched = { pid: this.#pid, limitBytes: this.#limitBytes, onSample, onExceeded }
    const unwatch = memory.watch(watched)
    return () => {
      unwatch()
      stopTimer()
    }
  }

  /** Stops the process, and all that it started in its group, until its next order. */
  freeze(): void {
    if (!this.#isAlive || this.#pid === undefined || this.#current !== undefined) return
    this.#isFrozen = true
    signalGroup(this.#pid, 'SIGSTOP')
  }

  #thaw(): void {
    if (!this.#isFrozen) return
    this.#isFrozen = false
    if (this.#pid !== undefined) signalGroup(this.#pid, 'SIGCONT')
  }

  #noteMemory(bytes: number): void {
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes)
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    this.#isAlive = false
    if (this.#pid !== undefined) killGroup(this.#pid)
  }

  #listen(): void {
    const child = this.#child
    // The exit, or the lack of a pid, tells the same; so it does of a channel that has just closed.
    child.on('error', () => {
      if (this.#pid === undefined) this.#leave(null, null)
    })
    child.on('exit', (exitCode, signal) => this.#exited(exitCode, signal))
  }

  async #passOn({ bytes, contentType }: Chunk): Promise<boolean> {
    const current = this.#current
    if (current?.response === undefined || current.ending !== undefined) return false
    if (contentType !== undefined) current.response.begin(contentType)
    await current.response.write(bytes)
    return this.#current === current && this.#isAlive
  }

  #sink(): OutputSink {
    return {
      lines: (texts) => this.#output?.lines(texts),
      dropped: (bytes) => this.#output?.dropped(bytes),
      isFull: () => this.#output?.isFull() ?? false,
    }
  }

  #read(name: 'stdout' | 'stderr'): { flush(): void } {
    const sink = this.#sink()
    const lines = createOutputLines({
      ...sink,
      lines: (texts) => {
        const isFatal = name === 'stderr' && texts.some((text) => text.includes(HEAP_EXHAUSTED))
        if (isFatal) this.#hasExhaustedHeap = true
        sink.lines(texts)
      },
    })
    this.#child[name]?.on('data', (chunk: Buffer) => lines.push(chunk))
    return lines
  }

  /** A server that is busy may read a late reply before it notices the time. */
  #replied(reply: Reply): void {
    const isLate = this.#deps.timers.mono() > (this.#current?.dueAtMs ?? Infinity)
    if (isLate) this.#abort('timed-out')
    else this.#conclude(reply)
  }

  #abort(type: 'timed-out' | 'out-of-memory'): void {
    // A reply has come and only its output is late.
    if (this.#current === undefined || this.#current.ending !== undefined) return
    const given = this.#channel.given?.()
    this.kill()
    this.#conclude(given ?? { type })
  }

  /** The first ending counts; it is told once the output before it has been read. */
  #conclude(what: DistributiveOmit<Ending, 'atMs'>): void {
    const current = this.#current
    if (current === undefined || current.ending !== undefined) return
    current.cancel()
    current.ending = { ...what, atMs: this.#deps.timers.mono() }
    if ('exits' in what && what.exits) this.#isAlive = false
    // A process that ends closes its streams after its last words.
    if (this.#isAlive) afterPendingReads(() => this.#finish(current))
    else this.#deps.timers.after(LAST_WORDS_MS, () => this.#finish(current))
  }

  #finish(current: Exchange): void {
    if (this.#current !== current || current.ending === undefined) return
    this.#current = undefined
    for (const lines of this.#lines) lines.flush()
    current.finish(current.ending)
  }

  #exited(exitCode: number | null, signal: NodeJS.Signals | null): void {
    this.kill()
    // Its last words may still be on the way: the streams and the channel close after them.
    let isOver = false
    const leave = () => {
      if (isOver) return
      isOver = true
      this.#leave(exitCode, signal)
    }
    this.#child.once('close', leave)
    this.#deps.timers.after(LAST_WORDS_MS, leave)
  }

  #leave(exitCode: number | null, signal: NodeJS.Signals | null): void {
    this.#isAlive = false
    if (this.#pid !== undefined) this.#deps.records.remove(this.#pid)
    // Something that left the group may hold the other ends open.
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    const given = this.#channel.given?.()
    this.#channel.close?.()
    if (given !== undefined) this.#conclude(given)
    else if (this.#hasExhaustedHeap) this.#conclude({ type: 'out-of-memory' })
    else this.#conclude({ type: 'exited', exitCode, signal })
    if (this.#current !== undefined) this.#finish(this.#current)
    this.#gone.resolve()
    this.#onGone?.()
  }
}

/**
 * The bootstrap writes its output before it answers and returns from no write early, so all of it was in the
 * pipes before the system told of the answer: it tells of both together, and what it told of in this
 * turn of the event loop is read before the turn ends.
 */
function afterPendingReads(work: () => void): void {
  setImmediate(work)
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
