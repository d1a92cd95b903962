import { InvalidInput } from '../../domain/faults.ts'
import type { LogGroupRef, LogStream } from '../../store/function-logs.ts'
import { defineOperation } from '../operation.ts'
import { boolean, string, structure } from '../schema.ts'
import { withoutUndefined } from '../without-undefined.ts'
import {
  describeLimit,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  nextToken,
} from './fields.ts'
import { invalidToken } from './list-token.ts'
import {
  logGroupArn,
  logGroupNotFound,
  type NamesLogGroup,
  parseLogGroup,
} from './log-group-reference.ts'

type DescribeLogStreamsInput = NamesLogGroup & {
  logStreamNamePrefix?: string
  orderBy?: 'LogStreamName' | 'LastEventTime'
  descending?: boolean
  nextToken?: string
  limit?: number
}

const LARGEST_PAGE = 50

export const describeLogStreams = defineOperation<DescribeLogStreamsInput>({
  service: 'logs',
  name: 'DescribeLogStreams',
  input: structure('DescribeLogStreamsRequest', {
    logGroupName,
    logGroupIdentifier,
    logStreamNamePrefix: logStreamName,
    orderBy: string({ enum: ['LogStreamName', 'LastEventTime'] }),
    descending: boolean(),
    nextToken,
    limit: describeLimit,
  }),
  async handle(input, { logs }, { scope }) {
    const group = parseLogGroup(scope, input)
    const { logStreamNamePrefix: prefix, limit = LARGEST_PAGE } = input
    const orderBy = input.orderBy === 'LastEventTime' ? 'last-event' : 'name'
    if (orderBy === 'last-event' && prefix !== undefined) {
      throw new InvalidInput('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    const offset = parseOffset(input.nextToken)
    await logs.flush()
    const found = await logs.streams(group, {
      ...withoutUndefined({ prefix }),
      orderBy,
      descending: input.descending ?? false,
      offset,
      limit: limit + 1,
    })
    if (!found) throw logGroupNotFound()
    return {
      logStreams: found.slice(0, limit).map((stream) => toWireStream(group, stream)),
      ...(found.length > limit && { nextToken: String(offset + limit) }),
    }
  },
})

function parseOffset(token: string | undefined): number {
  if (token === undefined) return 0
  if (!/^\d{1,15}$/.test(token)) throw invalidToken()
  return Number(token)
}

function toWireStream(group: LogGroupRef, stream: LogStream): object {
  return withoutUndefined({
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: stream.firstEventAt,
    lastEventTimestamp: stream.lastEventAt,
    lastIngestionTime: stream.lastIngestedAt,
    arn: `${logGroupArn(group)}:log-stream:${stream.name}`,
    storedBytes: stream.storedBytes,
  })
}
