import type { ResponseSink } from '../executor.ts'
import type { OutputSink } from '../logs/output-lines.ts'
import { type AheadOrders, createAheadOrders } from './ahead-orders.ts'
import { createExchangeGuard, type ExchangeGuard } from './exchange-guard.ts'
import { type Ending, type Exchange, ExchangeLine, LAST_WORDS_MS } from './exchange-line.ts'
import type { MemoryWatch } from './memory-watch.ts'
import type { Chunk, InvokeOrder, Order, Reply } from './messages.ts'
import { type Exit, ProcessGroup, type ProcessGroupDeps } from './process-group.ts'
import type { Channel, ProcessLaunch } from './process-launch.ts'
import { type ProcessOutput, readOutput } from './process-output.ts'

export type ProcessDeps = ProcessGroupDeps & { readonly memory: MemoryWatch }

/**
 * A child process that runs one function's code: one exchange of an order and its reply at a time. Orders may be sent
 * ahead, so that the process goes from one to the next without waiting for this one.
 */
export class RuntimeProcess {
  /** By `timers.mono()`. */
  readonly startedAtMs: number
  readonly #deps: ProcessDeps
  readonly #group: ProcessGroup
  readonly #channel: Channel
  readonly #output: ProcessOutput
  readonly #exchanges: ExchangeLine
  readonly #guard: ExchangeGuard
  readonly #ahead: AheadOrders
  #sink: OutputSink | undefined
  #onGone: (() => void) | undefined
  readonly #gone = Promise.withResolvers<void>()

  constructor(deps: ProcessDeps, launch: ProcessLaunch) {
    this.#deps = deps
    this.startedAtMs = deps.timers.mono()
    this.#group = new ProcessGroup(deps, launch, (exit) => this.#leave(exit))
    const { child, pid, limitBytes } = this.#group
    const sink: OutputSink = {
      lines: (texts) => this.#sink?.lines(texts),
      dropped: (bytes) => this.#sink?.dropped(bytes),
      isFull: () => this.#sink?.isFull() ?? false,
    }
    this.#output = readOutput(child, sink, () => this.#exchanges.advance())
    this.#exchanges = new ExchangeLine(deps.timers, this.#output)
    this.#guard = createExchangeGuard(deps, {
      pid,
      limitBytes,
      onSample: (bytes) => this.#group.noteMemory(bytes),
      onExceeded: (what) => this.#abort(what),
    })
    this.#ahead = createAheadOrders(() => (this.isAlive ? this.#channel : undefined))
    this.#channel = launch.connect(child, {
      reply: (reply) => this.#replied(reply),
      chunk: (chunk) => this.#passOn(chunk),
      returned: (requestIds) => this.#returned(requestIds),
      closed: () => this.#cutOff(),
      output: sink,
    })
  }

  /** False when the system could not start another process. */
  get hasStarted(): boolean {
    return this.#group.pid !== undefined
  }

  get isAlive(): boolean {
    return this.#group.isAlive
  }

  get pid(): number | undefined {
    return this.isAlive ? this.#group.pid : undefined
  }

  /** The most that was seen of what it and all that it started held; 0 where the system does not tell. */
  get peakMemoryBytes(): number {
    return this.#group.peakMemoryBytes
  }

  /** What it and all that it started hold now; 0 where the system does not tell. */
  measureMemoryBytes(): number {
    return this.#group.measureMemoryBytes()
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
  adopt(output: OutputSink, onGone: () => void): void {
    this.#sink = output
    this.#onGone = onGone
  }

  /**
   * Never rejects. After `timeoutMs` without a reply the process is killed. To be followed by `next`.
   *
   * @param response - takes what the process sends before its reply.
   */
  exchange(order: Order, timeoutMs: number, response?: ResponseSink): Promise<Ending> {
    this.#group.thaw()
    if (order.type === 'init') this.#output.setMark(order.mark)
    // The order first: what is left to do here is done while the process works on it.
    if (this.isAlive) this.#channel.send(order)
    return new Promise((finish) => {
      // One that was not sent ahead has begun.
      const onEnd = (ending: Ending | undefined) => ending !== undefined && finish(ending)
      this.#begin(this.#exchanges.add({ timeoutMs, response, onEnd }))
      if (!this.isAlive) this.#conclude({ type: 'exited', exitCode: null, signal: null })
    })
  }

  /** Whether an order may be sent ahead: the process works on another one, and knows how to go on by itself. */
  get takesAhead(): boolean {
    if (!this.#ahead.isOpen) return false
    return this.#exchanges.running !== undefined && this.#exchanges.hasMarks
  }

  /**
   * Sends an order that the process begins by itself when it has answered all before. Its time begins then. To be
   * called while `takesAhead`, and to be followed by `next`.
   *
   * @param onTurn - called before what it prints is read.
   * @returns `undefined` when it has not begun and never will.
   */
  exchangeAhead(
    order: InvokeOrder,
    timeoutMs: number,
    onTurn: () => void,
  ): Promise<Ending | undefined> {
    this.#ahead.send(order)
    const { requestId } = order
    return new Promise((onEnd) => {
      this.#exchanges.add({ requestId, timeoutMs, onTurn, onEnd })
    })
  }

  /** Takes back what was sent ahead and has not begun. */
  recall(): void {
    if (this.takesAhead) this.#ahead.recall()
  }

  #returned(requestIds: readonly unknown[]): void {
    this.#ahead.returned()
    this.#exchanges.giveBack(requestIds)
    // It was watched already: the one before had its answer.
    if (this.#exchanges.running === undefined) this.#guard.stop()
  }

  /** The log of the last exchange is closed: the output of the next one may be read. */
  next(): void {
    this.#exchanges.next()
  }

  /** Watches over its time and memory from now on. */
  #begin(exchange: Exchange): void {
    exchange.dueAtMs = this.#deps.timers.mono() + exchange.timeoutMs
    this.#guard.start(exchange.timeoutMs)
  }

  /** Stops the process, and all that it started in its group, until its next order. */
  freeze(): void {
    if (this.#exchanges.isEmpty) this.#group.freeze()
  }

  /** Ends the process and everything that it started. */
  kill(): void {
    this.#group.kill()
  }

  /** Nothing can be asked of a process that has closed its channel; one that ends has a moment to do so by itself. */
  #cutOff(): void {
    if (this.isAlive) this.#deps.timers.after(LAST_WORDS_MS, () => this.isAlive && this.kill())
  }

  async #passOn({ bytes, contentType }: Chunk): Promise<boolean> {
    const { running } = this.#exchanges
    if (running?.response === undefined) return false
    if (contentType !== undefined) running.response.begin(contentType)
    await running.response.write(bytes)
    return this.#exchanges.running === running && this.isAlive
  }

  /** A server that is busy may read a late reply before it notices the time. */
  #replied(reply: Reply): void {
    const { running } = this.#exchanges
    if (running === undefined) return
    const isLate = this.#deps.timers.mono() > running.dueAtMs
    const tookTooLong = (reply.durationMs ?? 0) > running.timeoutMs
    if (isLate || tookTooLong) this.#abort('timed-out')
    else this.#conclude(reply)
  }

  #abort(type: 'timed-out' | 'out-of-memory'): void {
    if (this.#exchanges.running === undefined) return
    const given = this.#channel.given?.()
    this.kill()
    this.#conclude(given ?? { type })
  }

  /** The first ending counts; it is told once the output before it has been read. */
  #conclude(
    what: DistributiveOmit<Ending, 'atMs' | 'durationMs'> & Pick<Reply, 'durationMs'>,
  ): void {
    const { running } = this.#exchanges
    if (running === undefined) return
    const atMs = this.#deps.timers.mono()
    const sinceBegunMs = atMs - (running.dueAtMs - running.timeoutMs)
    if ('exits' in what && what.exits) this.#group.giveUp()
    this.#guard.stop()
    const next = this.#exchanges.end(
      { ...what, durationMs: what.durationMs ?? sinceBegunMs, atMs },
      this.isAlive,
    )
    if (next !== undefined && this.isAlive) this.#begin(next)
  }

  #leave(exit: Exit): void {
    // Something that left the group may hold the other ends open.
    this.#output.close()
    const given = this.#channel.given?.()
    this.#channel.close?.()
    if (given !== undefined) this.#conclude(given)
    else if (this.#exchanges.hasBegun) {
      if (this.#output.hasExhaustedHeap()) this.#conclude({ type: 'out-of-memory' })
      else this.#conclude({ type: 'exited', ...exit })
    }
    this.#guard.stop()
    this.#exchanges.over()
    this.#gone.resolve()
    this.#onGone?.()
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
