import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidInput, NotFound } from '../../../../src/domain/faults.ts'
import { createRoom, GROUP, messagesOf, START, STREAM } from './room.ts'

function aRoomWith(...messages: string[]) {
  const room = createRoom()
  room.print(messages)
  const get = (input: object = {}) =>
    room.call('GetLogEvents', { logGroupName: GROUP, logStreamName: STREAM, ...input })
  return { ...room, get }
}

describe('GetLogEvents', () => {
  it('answers the lines of one stream', async () => {
    const { get, print } = aRoomWith('one')
    print(['of another'], { stream: 'other' })
    expect(await get()).toMatchObject({
      events: [{ timestamp: START, message: 'one', ingestionTime: START + 5_000 }],
    })
  })

  it('answers the newest lines, or the oldest when asked to, oldest first', async () => {
    const { get } = aRoomWith('1', '2', '3')
    expect(messagesOf(await get({ limit: 2 }))).toEqual(['2', '3'])
    expect(messagesOf(await get({ limit: 2, startFromHead: true }))).toEqual(['1', '2'])
  })

  it('takes the start of the time in and leaves the end out', async () => {
    const { get } = aRoomWith('1', '2', '3', '4')
    const between = { startTime: START + 1, endTime: START + 3 }
    expect(messagesOf(await get(between))).toEqual(['2', '3'])
  })

  it('gives the same token back at the end, which shows later lines later', async () => {
    const { get, print } = aRoomWith('1')
    const { nextForwardToken } = await get({ startFromHead: true })
    const atTheEnd = await get({ nextToken: nextForwardToken })
    expect(atTheEnd).toMatchObject({ events: [], nextForwardToken })
    print(['2'], { at: START + 1 })
    expect(messagesOf(await get({ nextToken: nextForwardToken }))).toEqual(['2'])
  })

  it('gives the same token back at the beginning', async () => {
    const { get } = aRoomWith('1')
    const { nextBackwardToken } = await get()
    const atTheBeginning = await get({ nextToken: nextBackwardToken })
    expect(atTheBeginning).toMatchObject({ events: [], nextBackwardToken })
  })

  it('leaves out no line when a reader turns round at an end', async () => {
    const { get } = aRoomWith('1', '2')
    const end = await get({ startFromHead: true })
    const pastTheEnd = await get({ nextToken: end['nextForwardToken'] })
    const back = await get({ nextToken: pastTheEnd['nextBackwardToken'] })
    expect(messagesOf(back)).toEqual(['1', '2'])
    const pastTheBeginning = await get({ nextToken: back['nextBackwardToken'] })
    expect(messagesOf(pastTheBeginning)).toEqual([])
    const forth = await get({ nextToken: pastTheBeginning['nextForwardToken'] })
    expect(messagesOf(forth)).toEqual(['1', '2'])
  })

  it('shows every line once in either direction, whatever the size of the page', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (times, limit, startFromHead) => {
        const { get, logs } = aRoomWith()
        const lines = times.map((time, index) => ({ timestamp: START + time, message: `${index}` }))
        logs.append(
          { account: '111122223333', region: 'eu-west-1', group: GROUP },
          STREAM,
          lines,
          START,
        )
        const seen: string[] = []
        let page = await get({ limit, startFromHead })
        while (messagesOf(page).length > 0) {
          const found = messagesOf(page)
          if (startFromHead) seen.push(...found)
          else seen.unshift(...found)
          const token = page[startFromHead ? 'nextForwardToken' : 'nextBackwardToken']
          page = await get({ limit, nextToken: token })
        }
        const sorted = lines.toSorted((one, other) => one.timestamp - other.timestamp)
        expect(seen).toEqual(sorted.map(({ message }) => message))
      },
    )
    await fc.assert(property, { numRuns: 50 })
  })

  it('answers at most 1 MiB, but always a line', async () => {
    const half = 'x'.repeat(600_000)
    const { get } = aRoomWith(`1${half}`, `2${half}`, `3${'x'.repeat(1_200_000)}`)
    const firsts = async (input: object) => messagesOf(await get(input)).map((one) => one[0])
    expect(await firsts({ startFromHead: true })).toEqual(['1'])
    expect(await firsts({})).toEqual(['3'])
    expect(await firsts({ endTime: START + 2 })).toEqual(['2'])
  })

  it.each(['x', 'f/', 'f/1', 'f/1:', 'g/1:2', 'b/x:2', 'f/1:;drop'])(
    'refuses the token %s',
    async (nextToken) => {
      await expect(aRoomWith('1').get({ nextToken })).rejects.toThrow(
        new InvalidInput('The specified nextToken is invalid.'),
      )
    },
  )

  it('does not find a stream that is not there, though another begins like it', async () => {
    await expect(aRoomWith('1').get({ logStreamName: '2026' })).rejects.toThrow(
      new NotFound('The specified log stream does not exist.'),
    )
  })
})
