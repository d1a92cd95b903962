import type { ChildProcess } from 'node:child_process'
import type { OutputSink } from '../logs/output-lines.ts'
import type { Chunk, Order, Reply } from './messages.ts'

/** What is run, and how to talk with it. */
export type ProcessLaunch = {
  readonly file: string
  readonly args: readonly string[]
  /** What it is told that it is called. @default the file */
  readonly argv0?: string
  readonly cwd: string
  readonly variables: Readonly<Record<string, string>>
  readonly stdio: readonly ('ignore' | 'pipe')[]
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
  /** The requests that it was asked to give back, and has not begun. */
  returned(requestIds: readonly unknown[]): void
  /** Nothing more will come, since the process ends, or has closed the channel. */
  closed(): void
  /** Lines that came on another way than the standard streams. */
  readonly output: OutputSink
}

/** The way between the server and one process. */
export type Channel = {
  send(order: Order): void
  /** Whether it knows orders that are sent ahead. @default false */
  readonly sendsAhead?: boolean
  /** An answer that came although the process is not ready for another order; it counts when it ends. */
  given?(): Reply | undefined
  close?(): void
}
