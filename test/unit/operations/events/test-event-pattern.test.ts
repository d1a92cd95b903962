import { expect, it } from 'vitest'
import { testEventPattern } from '../../../../src/operations/events/test-event-pattern.ts'
import { createRoom, PATTERN } from './room.ts'

const { call } = createRoom()
const anEvent = (source: string) =>
  JSON.stringify({
    id: '1',
    account: '111122223333',
    source,
    time: '2026-01-01T00:00:00Z',
    region: 'eu-west-1',
    'detail-type': 'OrderPaid',
  })

it.each([
  ['shop', true],
  ['mill', false],
])('tells whether an event from %s matches', async (source, Result) => {
  const answer = await call(testEventPattern, { EventPattern: PATTERN, Event: anEvent(source) })
  expect(answer).toEqual({ Result })
})

it.each(['{', '[]', '{"source":"shop"}'])('refuses the event %s', async (Event) => {
  await expect(call(testEventPattern, { EventPattern: PATTERN, Event })).rejects.toMatchObject({
    kind: 'invalid-input',
    message: 'Parameter Event is not valid.',
  })
})

it('refuses a pattern that is not valid', async () => {
  const input = { EventPattern: '[]', Event: anEvent('shop') }
  await expect(call(testEventPattern, input)).rejects.toMatchObject({
    kind: 'invalid-event-pattern',
    message: expect.stringContaining('Event pattern is not valid. Reason: Filter is not an object'),
  })
})
