import type { Millis } from '../../domain/scope.ts'
import type { Clock } from '../../platform/clock.ts'
import type { FunctionLogs, LogGroupRef, LogLine } from '../../store/function-logs.ts'
import type { PlatformLines } from './platform-events.ts'

const TAIL_BYTES = 4_096
/** A handler that prints without end must cost neither the disk nor the server's time. */
export const MAX_OUTPUT_BYTES = 4 * 1_024 * 1_024

/** The log stream of one environment: what Lambda writes and what the function prints. */
export type EnvironmentLog = {
  /** From here on is a new invocation: an empty tail, and a fresh allowance of output. */
  begin(): void
  /** Lines of the platform, each with its newline. */
  system(...lines: readonly string[]): void
  /**
   * The last lines of the platform about this invocation. They are made when they are written, or asked for:
   * the answer of the function does not wait for them.
   */
  close(lines: () => readonly string[]): void
  /** Lines that the function printed, without their newline. */
  output(lines: readonly string[]): void
  isFull(): boolean
  dropped(bytes: number): void
  /** Says how much was dropped since the last time, if anything was. */
  reportDropped(): void
  /** @returns what gives the last 4,096 bytes of this invocation, also when another one has begun. */
  tail(): () => Uint8Array
}

export function createEnvironmentLog(
  logs: FunctionLogs,
  clock: Clock,
  group: LogGroupRef,
  stream: string,
  platform: Pick<PlatformLines, 'outputDropped'>,
): EnvironmentLog {
  let recent: string[] = []
  let closing: () => readonly string[] = none
  let recentLength = 0
  let outputBytes = 0
  let droppedBytes = 0

  const append = (messages: readonly string[]) => {
    const now = clock.now()
    // Lines below the level of a log in JSON are none.
    if (messages.length === 0) return
    logs.append(group, stream, messages.map(lineAt(now)), now)
    for (const message of messages) {
      recent.push(message)
      recentLength += message.length
    }
    // A UTF-16 unit is one byte at least, so this much holds the tail.
    while (recentLength - (recent[0]?.length ?? 0) >= TAIL_BYTES) {
      recentLength -= recent.shift()?.length ?? 0
    }
  }
  const fits = (line: string) => {
    const bytes = Buffer.byteLength(line) + 1
    const isWithin = outputBytes + bytes <= MAX_OUTPUT_BYTES
    if (isWithin) outputBytes += bytes
    else {
      // Full from here on, so that no later, shorter line slips in after a gap.
      outputBytes = MAX_OUTPUT_BYTES
      droppedBytes += bytes
    }
    return isWithin
  }

  return {
    begin() {
      recent = []
      closing = none
      recentLength = 0
      outputBytes = 0
    },
    system: (...lines) => append(lines),
    close(lines) {
      const now = clock.now()
      let made: readonly string[] | undefined
      const make = () => {
        made ??= lines()
        return made
      }
      closing = make
      logs.append(group, stream, () => make().map(lineAt(now)), now)
    },
    output(lines) {
      const kept = lines.filter(fits)
      if (kept.length > 0) append(kept.map((line) => `${line}\n`))
    },
    isFull: () => outputBytes >= MAX_OUTPUT_BYTES,
    dropped(bytes) {
      droppedBytes += bytes
    },
    reportDropped() {
      if (droppedBytes > 0) {
        append(platform.outputDropped(droppedBytes, MAX_OUTPUT_BYTES, clock.now()))
      }
      droppedBytes = 0
    },
    tail() {
      const [lines, last] = [recent, closing]
      return () => Buffer.from([...lines, ...last()].join('')).subarray(-TAIL_BYTES)
    },
  }
}

const none = () => []

function lineAt(timestamp: Millis) {
  return (message: string): LogLine => ({ timestamp, message })
}
