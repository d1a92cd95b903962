import type { FunctionLogs, LogGroupRef, StoredLogLine } from '../../store/function-logs.ts'
import { defineOperation } from '../operation.ts'
import { boolean, structure } from '../schema.ts'
import { type EventCursor, parseCursorToken, toCursorToken } from './event-cursor.ts'
import {
  eventsLimit,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  nextToken,
  time,
  unmask,
} from './fields.ts'
import { positionOf } from './line-position.ts'
import { logGroupNotFound, type NamesLogGroup, parseLogGroup } from './log-group-reference.ts'
import { checkStreamsExist } from './log-stream-existence.ts'
import { fitting, LARGEST_PAGE } from './page-bounds.ts'

type GetLogEventsInput = NamesLogGroup & {
  logStreamName: string
  startTime?: number
  endTime?: number
  nextToken?: string
  limit?: number
  startFromHead?: boolean
}

export const getLogEvents = defineOperation<GetLogEventsInput>({
  service: 'logs',
  name: 'GetLogEvents',
  input: structure(
    'GetLogEventsRequest',
    {
      logGroupName,
      logGroupIdentifier,
      logStreamName,
      startTime: time,
      endTime: time,
      nextToken,
      limit: eventsLimit,
      startFromHead: boolean(),
      unmask,
    },
    ['logStreamName'],
  ),
  async handle(input, { logs }, { scope }) {
    const group = parseLogGroup(scope, input)
    const cursor = cursorOf(input)
    await logs.flush()
    await checkStreamsExist(logs, group, [input.logStreamName])
    const lines = await readPage(logs, group, input, cursor)
    return {
      events: lines.map(({ timestamp, message, ingestedAt }) => ({
        timestamp,
        message,
        ingestionTime: ingestedAt,
      })),
      nextForwardToken: toCursorToken(next(cursor, 'forwards', lines.at(-1))),
      nextBackwardToken: toCursorToken(next(cursor, 'backwards', lines.at(0))),
    }
  },
})

function cursorOf({ nextToken: token, startFromHead = false }: GetLogEventsInput): EventCursor {
  if (token !== undefined) return parseCursorToken(token)
  return { direction: startFromHead ? 'forwards' : 'backwards', inclusive: false }
}

async function readPage(
  logs: FunctionLogs,
  group: LogGroupRef,
  input: GetLogEventsInput,
  cursor: EventCursor,
): Promise<readonly StoredLogLine[]> {
  const found = await logs.read(group, {
    streams: [input.logStreamName],
    ...window(input, cursor),
    ...(cursor.from && !cursor.inclusive && { after: cursor.from }),
    backwards: cursor.direction === 'backwards',
    limit: input.limit ?? LARGEST_PAGE,
  })
  if (!found) throw logGroupNotFound()
  // What does not fit is left to the next page, which lies on the side that the cursor moves to.
  return cursor.direction === 'backwards'
    ? fitting(found.toReversed()).toReversed()
    : fitting(found)
}

/** The store goes on after a line, never with it; the time of the line takes it in. */
function window({ startTime, endTime }: GetLogEventsInput, cursor: EventCursor): object {
  const { direction, from } = cursor
  const at = cursor.inclusive ? from?.timestamp : undefined
  const start = direction === 'forwards' ? later(startTime, at) : startTime
  const end = direction === 'backwards' ? earlier(endTime, at === undefined ? at : at + 1) : endTime
  return {
    ...(start !== undefined && { startTime: start }),
    ...(end !== undefined && { endTime: end }),
  }
}

function next(
  cursor: EventCursor,
  direction: EventCursor['direction'],
  line: StoredLogLine | undefined,
): EventCursor {
  if (line) return { direction, from: positionOf(line), inclusive: false }
  if (cursor.direction === direction) return cursor
  return { ...cursor, direction, inclusive: cursor.from !== undefined && !cursor.inclusive }
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.max(a, b ?? a)
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : Math.min(a, b ?? a)
}
