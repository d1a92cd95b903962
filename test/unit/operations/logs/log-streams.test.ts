import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../../../src/domain/faults.ts'
import { ARN, createRoom, GROUP, START } from './room.ts'

function aRoomWithStreams() {
  const room = createRoom()
  room.print(['1', '2'], { stream: 'b', at: START + 100 })
  room.print(['3'], { stream: 'a', at: START + 300 })
  room.print(['4'], { stream: 'c', at: START + 200 })
  const describeStreams = (input: object) =>
    room.call('DescribeLogStreams', { logGroupName: GROUP, ...input })
  const names = async (input: object) =>
    ((await describeStreams(input))['logStreams'] as { logStreamName: string }[]).map(
      ({ logStreamName }) => logStreamName,
    )
  return { describeStreams, names }
}

describe('DescribeLogStreams', () => {
  it('describes a stream as AWS does', async () => {
    const { describeStreams } = aRoomWithStreams()
    expect(await describeStreams({ logStreamNamePrefix: 'b' })).toEqual({
      logStreams: [
        {
          logStreamName: 'b',
          creationTime: START + 5_000,
          firstEventTimestamp: START + 100,
          lastEventTimestamp: START + 101,
          lastIngestionTime: START + 5_000,
          arn: `${ARN}:log-stream:b`,
          storedBytes: 0,
        },
      ],
    })
  })

  it.each([
    [{}, ['a', 'b', 'c']],
    [{ orderBy: 'LogStreamName', descending: true }, ['c', 'b', 'a']],
    [{ orderBy: 'LastEventTime' }, ['b', 'c', 'a']],
    [{ orderBy: 'LastEventTime', descending: true, limit: 1 }, ['a']],
  ])('orders by %j', async (input, expected) => {
    expect(await aRoomWithStreams().names(input)).toEqual(expected)
  })

  it('answers in pages', async () => {
    const { describeStreams, names } = aRoomWithStreams()
    const { nextToken } = await describeStreams({ limit: 2 })
    expect(await names({ limit: 2, nextToken })).toEqual(['c'])
    expect(await describeStreams({ limit: 2, nextToken })).not.toHaveProperty('nextToken')
  })

  it.each([
    [
      { orderBy: 'LastEventTime', logStreamNamePrefix: 'a' },
      'Cannot order by LastEventTime with a logStreamNamePrefix.',
    ],
    [{ nextToken: '-1' }, 'The specified nextToken is invalid.'],
  ])('refuses %j', async (input, message) => {
    await expect(aRoomWithStreams().describeStreams(input)).rejects.toThrow(
      new InvalidInput(message),
    )
  })
})
