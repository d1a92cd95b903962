import type { Millis } from '../../../domain/scope.ts'
import type { LogGroupRef, LogLine } from '../../function-logs.ts'
import type { LogEntry } from '../reader/reader-requests.ts'

export type Lines = readonly LogLine[] | (() => readonly LogLine[])

/** What one call appended; its lines may be made late. */
export type AppendedLines = {
  readonly group: LogGroupRef
  readonly stream: string
  readonly lines: Lines
  readonly now: Millis
}

/**
 * One entry for each stream, in the order of their first lines: every entry costs statements for its group
 * and its stream, and environments that are busy append to theirs hundreds of times in a batch.
 *
 * @param firstPlace - how many lines of the batch come before these.
 */
export function toLogEntries(appended: readonly AppendedLines[], firstPlace = 0): LogEntry[] {
  let place = firstPlace
  const places = new Map<LogGroupRef, Map<string, GrowingLines>>()
  const entries: LogEntry[] = []
  for (const { group, stream, lines, now } of appended) {
    let streams = places.get(group)
    if (streams === undefined) {
      streams = new Map()
      places.set(group, streams)
    }
    let grown = streams.get(stream)
    if (grown === undefined) {
      grown = { timestamps: [], ingestedAts: [], messages: [], places: [] }
      streams.set(stream, grown)
      const { account, region, group: name } = group
      entries.push([account, region, name, stream, now, ...toColumns(grown)])
    }
    for (const { timestamp, message } of linesOf(lines)) {
      grown.timestamps.push(timestamp)
      grown.ingestedAts.push(now)
      grown.messages.push(message)
      grown.places.push(place)
      place += 1
    }
  }
  return entries
}

type GrowingLines = {
  readonly timestamps: Millis[]
  readonly ingestedAts: Millis[]
  readonly messages: string[]
  readonly places: number[]
}

function toColumns({ timestamps, ingestedAts, messages, places }: GrowingLines) {
  return [timestamps, ingestedAts, messages, places] as const
}

export function countLines(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, { 5: timestamps }) => sum + timestamps.length, 0)
}

export function linesOf(lines: Lines): readonly LogLine[] {
  return typeof lines === 'function' ? lines() : lines
}
