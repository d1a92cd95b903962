import { type ChildProcess, spawn } from 'node:child_process'
import type { Timers } from '../../platform/timers.ts'
import { LAST_WORDS_MS } from './exchange-line.ts'
import { groupMemoryBytes } from './group-memory.ts'
import type { ProcessLaunch } from './process-launch.ts'
import { killGroup, type ProcessRecords, signalGroup } from './process-records.ts'

export type ProcessGroupDeps = { readonly timers: Timers; readonly records: ProcessRecords }

/** How a process ended; both are `null` when the system could not start it. */
export type Exit = { readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }

/** A child process and all that it starts in its group, as the system sees them. */
export class ProcessGroup {
  readonly child: ChildProcess
  readonly limitBytes: number
  readonly #deps: ProcessGroupDeps
  #isAlive = true
  #isFrozen = false
  #peakMemoryBytes = 0

  /** @param onGone - called once it has ended and its last words have come, or when it could not be started. */
  constructor(deps: ProcessGroupDeps, launch: ProcessLaunch, onGone: (exit: Exit) => void) {
    this.#deps = deps
    this.limitBytes = launch.memorySizeMb * 1_024 * 1_024 + launch.ownBytes
    this.child = spawn(launch.file, launch.args, {
      ...(launch.argv0 !== undefined && { argv0: launch.argv0 }),
      cwd: launch.cwd,
      env: launch.variables,
      stdio: [...launch.stdio],
      detached: true,
    })
    const { pid } = this.child
    if (pid !== undefined) deps.records.add(pid)
    // The exit, or the lack of a pid, tells the same.
    this.child.on('error', () => {
      if (pid === undefined) this.#leave({ exitCode: null, signal: null }, onGone)
    })
    this.child.on('exit', (exitCode, signal) => this.#exited({ exitCode, signal }, onGone))
  }

  /** Absent when the system could not start a process. */
  get pid(): number | undefined {
    return this.child.pid
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** It is about to end by itself. */
  giveUp(): void {
    this.#isAlive = false
  }

  kill(): void {
    this.#isAlive = false
    if (this.pid !== undefined) killGroup(this.pid)
  }

  freeze(): void {
    if (!this.#isAlive || this.pid === undefined) return
    this.#isFrozen = true
    signalGroup(this.pid, 'SIGSTOP')
  }

  thaw(): void {
    if (!this.#isFrozen) return
    this.#isFrozen = false
    if (this.pid !== undefined) signalGroup(this.pid, 'SIGCONT')
  }

  /** The most that was seen; 0 where the system does not tell. */
  get peakMemoryBytes(): number {
    return this.#peakMemoryBytes
  }

  noteMemory(bytes: number): void {
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, bytes)
  }

  /** What it holds now; 0 where the system does not tell. */
  measureMemoryBytes(): number {
    if (!this.#isAlive || this.pid === undefined) return 0
    const bytes = groupMemoryBytes(this.pid, this.limitBytes) ?? 0
    this.noteMemory(bytes)
    return bytes
  }

  #exited(exit: Exit, onGone: (exit: Exit) => void): void {
    this.kill()
    // Its last words may still be on the way: the streams and the channel close after them.
    let isOver = false
    const leave = () => {
      if (isOver) return
      isOver = true
      this.#leave(exit, onGone)
    }
    this.child.once('close', leave)
    this.#deps.timers.after(LAST_WORDS_MS, leave)
  }

  #leave(exit: Exit, onGone: (exit: Exit) => void): void {
    this.#isAlive = false
    if (this.pid !== undefined) this.#deps.records.remove(this.pid)
    onGone(exit)
  }
}
