import type { Millis, Scope } from '../domain/scope.ts'

export type LogGroupRef = Scope & { readonly group: string }

export type LogLine = { readonly timestamp: Millis; readonly message: string }

export type StoredLogLine = LogLine & {
  /** Unique and growing in the order of arrival. */
  readonly id: string
  readonly stream: string
  readonly ingestedAt: Millis
}

export type LogGroup = {
  readonly name: string
  readonly createdAt: Millis
  readonly storedBytes: number
}

export type LogStream = {
  readonly name: string
  readonly createdAt: Millis
  readonly firstEventAt?: Millis
  readonly lastEventAt?: Millis
  readonly lastIngestedAt?: Millis
  readonly storedBytes: number
}

/**
 * What functions print. Relaxed: written in batches outside the accept transaction, bounded in age and
 * size, and dropped with a count rather than slowing an invocation down.
 */
export type FunctionLogs = {
  /** Makes the group exist without a line in it. */
  ensureGroup(group: LogGroupRef, now: Millis): void
  /**
   * Returns at once; the lines are readable after the next `flush`.
   * @param lines - or what makes them once they are written, when nobody waits.
   */
  append(
    group: LogGroupRef,
    stream: string,
    lines: readonly LogLine[] | (() => readonly LogLine[]),
    now: Millis,
  ): void
  flush(): Promise<void>

  groups(
    scope: Scope,
    options: { prefix?: string; after?: string; limit: number },
  ): Promise<readonly LogGroup[]>
  /** By name, or by the time of the last line. `undefined`: no such group. */
  streams(
    group: LogGroupRef,
    options: {
      prefix?: string
      orderBy: 'name' | 'last-event'
      descending: boolean
      offset: number
      limit: number
    },
  ): Promise<readonly LogStream[] | undefined>
  /**
   * Lines of a group, or of some of its streams, by timestamp and then arrival.
   * @param options.startTime - inclusive. @param options.endTime - exclusive.
   * @param options.after - the last line of the page before; with `backwards`, lines before it.
   * @returns `undefined` when there is no such group.
   */
  read(
    group: LogGroupRef,
    options: {
      streams?: readonly string[]
      streamPrefix?: string
      startTime?: Millis
      endTime?: Millis
      after?: { readonly timestamp: Millis; readonly id: string }
      backwards: boolean
      limit: number
    },
  ): Promise<readonly StoredLogLine[] | undefined>

  deleteGroup(group: LogGroupRef): Promise<boolean>
  /** Drops lines older than `before`, and the oldest beyond `maxBytes`. */
  prune(options: { before: Millis; maxBytes: number }): Promise<void>
}
