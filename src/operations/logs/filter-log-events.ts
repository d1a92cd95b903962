import { InvalidInput } from '../../domain/faults.ts'
import type { FunctionLogs, LogGroupRef, StoredLogLine } from '../../store/function-logs.ts'
import { defineOperation } from '../operation.ts'
import { boolean, kept, list, string, structure } from '../schema.ts'
import {
  eventsLimit,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  nextToken,
  time,
  unmask,
} from './fields.ts'
import { type LineFilter, parseFilterPattern } from './filter-pattern.ts'
import {
  type LinePosition,
  parsePositionText,
  positionOf,
  toPositionText,
} from './line-position.ts'
import { invalidToken } from './list-token.ts'
import { logGroupNotFound, type NamesLogGroup, parseLogGroup } from './log-group-reference.ts'
import { checkStreamsExist } from './log-stream-existence.ts'
import { fitting, LARGEST_PAGE } from './page-bounds.ts'

type FilterLogEventsInput = NamesLogGroup & {
  logStreamNames?: readonly string[]
  logStreamNamePrefix?: string
  startTime?: number
  endTime?: number
  filterPattern?: string
  nextToken?: string
  limit?: number
}

/** One answer looks at so many lines at the most; the token goes on from there. */
const BATCH = 2_000
const MOST_BATCHES = 10

export const filterLogEvents = defineOperation<FilterLogEventsInput>({
  service: 'logs',
  name: 'FilterLogEvents',
  input: structure('FilterLogEventsRequest', {
    logGroupName,
    logGroupIdentifier,
    logStreamNames: list(logStreamName, { min: 1, max: 100 }),
    logStreamNamePrefix: logStreamName,
    startTime: time,
    endTime: time,
    filterPattern: string({ min: 0, max: 1_024 }),
    nextToken,
    limit: eventsLimit,
    interleaved: kept(boolean(), 'AWS interleaves the streams whatever it says.'),
    unmask,
  }),
  async handle(input, { logs }, { scope }) {
    const group = parseLogGroup(scope, input)
    checkStreams(input)
    const isWanted = parseFilterPattern(input.filterPattern ?? '')
    const after = parseToken(input.nextToken)
    await logs.flush()
    await checkStreamsExist(logs, group, input.logStreamNames ?? [])

    const { lines, next } = await scan(logs, group, input, isWanted, after)
    return {
      events: lines.map(toWireEvent),
      // AWS has not filled this list since 2020.
      searchedLogStreams: [],
      ...(next && { nextToken: toPositionText(next) }),
    }
  },
})

function checkStreams({ logStreamNames, logStreamNamePrefix }: FilterLogEventsInput): void {
  if (logStreamNames === undefined || logStreamNamePrefix === undefined) return
  throw new InvalidInput(
    'LogStream names and LogStream name prefix are mutually exclusive parameters.',
  )
}

function parseToken(token: string | undefined): LinePosition | undefined {
  const position = token === undefined ? undefined : parsePositionText(token)
  if (token !== undefined && !position) throw invalidToken()
  return position
}

type Found = { readonly lines: readonly StoredLogLine[]; readonly next?: LinePosition }

async function scan(
  logs: FunctionLogs,
  group: LogGroupRef,
  input: FilterLogEventsInput,
  isWanted: LineFilter,
  after: LinePosition | undefined,
): Promise<Found> {
  const limit = input.limit ?? LARGEST_PAGE
  const found: StoredLogLine[] = []
  let from = after
  for (let batches = 0; batches < MOST_BATCHES; batches++) {
    const batch = await readBatch(logs, group, input, from)
    found.push(...batch.filter(({ message }) => isWanted(message)))
    const page = fitting(found.slice(0, limit))
    const last = page.at(-1)
    if (page.length < found.length && last) return { lines: page, next: positionOf(last) }
    const reached = batch.at(-1)
    if (batch.length < BATCH || !reached) return { lines: found }
    from = positionOf(reached)
  }
  return { lines: found, ...(from && { next: from }) }
}

async function readBatch(
  logs: FunctionLogs,
  group: LogGroupRef,
  input: FilterLogEventsInput,
  after: LinePosition | undefined,
): Promise<readonly StoredLogLine[]> {
  const { logStreamNames, logStreamNamePrefix, startTime, endTime } = input
  const batch = await logs.read(group, {
    ...(logStreamNames && { streams: logStreamNames }),
    ...(logStreamNamePrefix !== undefined && { streamPrefix: logStreamNamePrefix }),
    ...(startTime !== undefined && { startTime }),
    // Unlike GetLogEvents, this operation takes the end in.
    ...(endTime !== undefined && { endTime: endTime + 1 }),
    ...(after && { after }),
    backwards: false,
    limit: BATCH,
  })
  if (!batch) throw logGroupNotFound()
  return batch
}

function toWireEvent({ stream, timestamp, message, ingestedAt, id }: StoredLogLine): object {
  return {
    logStreamName: stream,
    timestamp,
    message,
    ingestionTime: ingestedAt,
    eventId: id,
  }
}
