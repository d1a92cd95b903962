import { describe, expect, it } from 'vitest'
import { InvalidInput, NotFound } from '../../../../src/domain/faults.ts'
import { createRoom, GROUP, messagesOf, START, STREAM, type WireEvent } from './room.ts'

function aRoomWith(...messages: string[]) {
  const room = createRoom()
  room.print(messages)
  const filter = (input: object = {}) =>
    room.call('FilterLogEvents', { logGroupName: GROUP, ...input })
  return { ...room, filter }
}

describe('FilterLogEvents', () => {
  it('answers the lines of all streams by time', async () => {
    const { filter, print } = aRoomWith('1', '3')
    print(['0', '2'], { stream: 'other', at: START - 1 })
    print(['4'], { stream: 'other', at: START + 9 })
    const answer = await filter({ interleaved: true })
    expect(messagesOf(answer)).toEqual(['0', '1', '2', '3', '4'])
    expect(answer).toMatchObject({ searchedLogStreams: [] })
    expect(answer).not.toHaveProperty('nextToken')
    expect((answer['events'] as object[])[1]).toEqual({
      logStreamName: STREAM,
      timestamp: START,
      message: '1',
      ingestionTime: START + 5_000,
      eventId: expect.any(String),
    })
  })

  it('looks at some streams only, by name or by prefix', async () => {
    const { filter, print } = aRoomWith('1')
    print(['2'], { stream: 'other' })
    print(['3'], { stream: 'another' })
    expect(messagesOf(await filter({ logStreamNames: ['other', 'another'] }))).toEqual(['2', '3'])
    expect(messagesOf(await filter({ logStreamNamePrefix: '2026/' }))).toEqual(['1'])
  })

  it('takes both ends of the time in', async () => {
    const { filter } = aRoomWith('1', '2', '3', '4')
    const between = { startTime: START + 1, endTime: START + 2 }
    expect(messagesOf(await filter(between))).toEqual(['2', '3'])
  })

  it('answers in pages, and gives a token only while there is more', async () => {
    const { filter } = aRoomWith('a 1', 'b 2', 'a 3', 'b 4', 'a 5', 'b 6')
    const input = { filterPattern: 'a', limit: 2 }
    const first = await filter(input)
    const second = await filter({ ...input, nextToken: first['nextToken'] })
    expect([messagesOf(first), messagesOf(second)]).toEqual([['a 1', 'a 3'], ['a 5']])
    expect(second).not.toHaveProperty('nextToken')
    expect(await filter({ filterPattern: 'a', limit: 3 })).not.toHaveProperty('nextToken')
  })

  it('gives a token for what it has not looked at yet, also without a match', async () => {
    const { filter, print } = aRoomWith()
    print([...Array(20_500).keys()].map((n) => (n === 20_400 ? 'needle' : 'hay')))
    const first = await filter({ filterPattern: 'needle' })
    expect(messagesOf(first)).toEqual([])
    const second = await filter({ filterPattern: 'needle', nextToken: first['nextToken'] })
    expect(messagesOf(second)).toEqual(['needle'])
    expect(second).not.toHaveProperty('nextToken')
  })

  it('answers at most 1 MiB and goes on from there', async () => {
    const large = 'x'.repeat(600_000)
    const { filter } = aRoomWith(`1${large}`, `2${large}`)
    const first = await filter()
    const second = await filter({ nextToken: first['nextToken'] })
    expect([first, second].map((page) => messagesOf(page).map((one) => one[0]))).toEqual([
      ['1'],
      ['2'],
    ])
  })

  // As `aws logs tail --follow` of version 2 does it.
  it('lets a follower ask again from its newest line on, and know the lines it has seen', async () => {
    const { filter, print } = aRoomWith('1', '2')
    const seen = new Set<string>()
    const follow = async (startTime: number) => {
      const { events } = await filter({ startTime, interleaved: true })
      const fresh = (events as WireEvent[]).filter(({ eventId }) => !seen.has(eventId))
      for (const { eventId } of fresh) seen.add(eventId)
      return fresh.map(({ message }) => message)
    }
    expect(await follow(START)).toEqual(['1', '2'])
    print(['at the same time', 'later'], { at: START + 1, stream: 'other' })
    expect(await follow(START + 1)).toEqual(['at the same time', 'later'])
    expect(await follow(START + 2)).toEqual([])
  })

  it.each([
    [{ nextToken: 'x' }, InvalidInput, 'The specified nextToken is invalid.'],
    [
      { logStreamNames: ['s'], logStreamNamePrefix: 's' },
      InvalidInput,
      'LogStream names and LogStream name prefix are mutually exclusive parameters.',
    ],
    [{ logStreamNames: [STREAM, 'gone'] }, NotFound, 'The specified log stream does not exist.'],
    [{ filterPattern: 'Status: timeout' }, InvalidInput, "Invalid character(s) in term ':'"],
  ])('refuses %j', async (input, fault, message) => {
    await expect(aRoomWith('1').filter(input)).rejects.toThrow(new fault(message))
  })
})
