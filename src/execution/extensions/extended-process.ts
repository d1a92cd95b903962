import type { Timers } from '../../platform/timers.ts'
import type { Ending } from '../environment/exchange-line.ts'
import type { FunctionProcess } from '../environment/function-process.ts'
import type { InvokeOrder, Order } from '../environment/messages.ts'
import type { ResponseSink } from '../executor.ts'
import type { OutputSink } from '../logs/output-lines.ts'
import type { ApiServer } from '../runtime-api/api-server.ts'
import type { ExtensionHost } from './extension-host.ts'
import type { ExtensionStatus, ShutdownReason } from './extension-session.ts'

type Parts = {
  readonly timers: Timers
  readonly process: FunctionProcess
  readonly host: ExtensionHost
  /** Closed once all are gone. */
  readonly api: ApiServer
  /** When its extensions were started, by `timers.mono()`. */
  readonly startedAtMs: number
  /** Is told of the extensions when the init is over. */
  readonly report: (statuses: readonly ExtensionStatus[]) => void
}

/**
 * A process that runs a function's code beside its extensions: an init or an invocation is over when they, too, have
 * asked for the next event. The answer counts even if one of them then fails, or takes too long.
 */
export class ExtendedProcess implements FunctionProcess {
  readonly startedAtMs: number
  readonly gone: Promise<void>
  /** No orders go ahead: each invocation waits for the extensions. */
  readonly takesAhead = false
  readonly #timers: Timers
  readonly #process: FunctionProcess
  readonly #host: ExtensionHost
  readonly #report: Parts['report']
  #reason: ShutdownReason = 'spindown'
  #running: Promise<Ending> | undefined

  constructor({ timers, process, host, api, startedAtMs, report }: Parts) {
    this.startedAtMs = startedAtMs
    this.#timers = timers
    this.#process = process
    this.#host = host
    this.#report = report
    host.onFailure(() => {
      this.#reason = 'failure'
      this.kill()
    })
    this.gone = process.gone.then(async () => {
      // It says why the process is gone.
      await this.#running
      await host.shutdown(this.#reason)
      api.close()
    })
  }

  get hasStarted(): boolean {
    return this.#process.hasStarted
  }

  get isAlive(): boolean {
    return this.#process.isAlive && this.#host.failure === undefined
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get peakMemoryBytes(): number {
    return this.#process.peakMemoryBytes
  }

  measureMemoryBytes(): number {
    return this.#process.measureMemoryBytes()
  }

  adopt(output: OutputSink, onGone: () => void): void {
    this.#process.adopt(output, onGone)
  }

  async exchange(order: Order, timeoutMs: number, response?: ResponseSink): Promise<Ending> {
    this.#running = this.#exchange(order, timeoutMs, response)
    const ending = await this.#running
    if (order.type === 'init') this.#report(this.#host.statuses())
    return ending
  }

  async #exchange(order: Order, timeoutMs: number, response?: ResponseSink): Promise<Ending> {
    if (order.type === 'invoke') {
      this.#host.thaw()
      this.#host.invoke(order)
    }
    const begunAt = this.#timers.mono()
    const ending = await this.#first(this.#process.exchange(order, timeoutMs, response), begunAt)
    if (!this.isAlive) return this.#end(ending)
    const leftMs = timeoutMs - ending.durationMs
    const isInit = order.type === 'init'
    const askedAt = this.#timers.mono()
    const waited = isInit ? await this.#host.ready(leftMs) : await this.#host.idle(leftMs)
    const atMs = this.#timers.mono()
    const durationMs = ending.durationMs + (atMs - askedAt)
    if (waited === 'timed-out') {
      this.#reason = 'timeout'
      this.kill()
    }
    // What goes wrong after the answer to an invocation does not take it back.
    if (waited === undefined || !isInit) return { ...ending, atMs, durationMs }
    return waited === 'timed-out'
      ? { type: 'timed-out', atMs, durationMs }
      : { type: 'extension-failed', ...waited, atMs, durationMs }
  }

  /** The process's own ending, or the failure of an extension if that comes first. */
  #first(ending: Promise<Ending>, begunAt: number): Promise<Ending> {
    return new Promise((resolve) => {
      const forget = this.#host.onFailure((failure) => {
        const atMs = this.#timers.mono()
        resolve({ type: 'extension-failed', ...failure, atMs, durationMs: atMs - begunAt })
      })
      void ending.then((own) => {
        forget()
        resolve(own)
      })
    })
  }

  #end(ending: Ending): Ending {
    this.#reason = ending.type === 'timed-out' ? 'timeout' : 'failure'
    void this.#host.shutdown(this.#reason)
    return ending
  }

  async exchangeAhead(
    _order: InvokeOrder,
    _timeoutMs: number,
    _onTurn: () => void,
  ): Promise<undefined> {
    return undefined
  }

  recall(): void {}

  next(): void {
    this.#process.next()
  }

  freeze(): void {
    this.#process.freeze()
    this.#host.freeze()
  }

  kill(): void {
    this.#process.kill()
    void this.#host.shutdown(this.#reason)
  }
}
