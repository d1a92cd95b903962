import { PutEventsCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

const entry = { Source: 'shop', DetailType: 'OrderPlaced', Detail: '{"id":1}' }

it('takes events, and shows them as targets get them', async () => {
  const { FailedEntryCount, Entries } = await busbar.events.send(
    new PutEventsCommand({
      Entries: [{ ...entry, Resources: ['a', 'b'], Time: new Date('2020-02-03T04:05:06.789Z') }],
    }),
  )
  expect(FailedEntryCount).toBe(0)
  expect(await busbar.admin(`events/${Entries?.[0]?.EventId}`)).toMatchObject({
    buses: [
      {
        bus: 'default',
        event: {
          version: '0',
          id: Entries?.[0]?.EventId,
          'detail-type': 'OrderPlaced',
          source: 'shop',
          account: ACCOUNT,
          region: REGION,
          time: '2020-02-03T04:05:06Z',
          resources: ['a', 'b'],
          detail: { id: 1 },
        },
      },
    ],
  })
})

it.each<[string, object[], string]>([
  [
    'no entries',
    [],
    "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'eleven entries',
    Array(11).fill(entry),
    "at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  [
    'more than a mebibyte',
    [{ ...entry, Detail: JSON.stringify('x'.repeat(1_100_000)) }],
    'Total size of the entries in the request is over the limit.',
  ],
  [
    'a bus that cannot be',
    [{ ...entry, EventBusName: 'no bus' }],
    "Value 'no bus' at 'entries.1.member.eventBusName' failed to satisfy constraint",
  ],
])('refuses %s as a whole', async (_what, Entries, message) => {
  await expect(busbar.events.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  })
})

it('tests a pattern against an event', async () => {
  const event = {
    id: '1',
    account: ACCOUNT,
    source: 'shop',
    time: '2020-01-01T00:00:00Z',
    region: REGION,
    resources: [],
    'detail-type': 'OrderPlaced',
    detail: { total: 5 },
  }
  const test = (EventPattern: string, Event = JSON.stringify(event)) =>
    busbar.events.send(new TestEventPatternCommand({ EventPattern, Event }))
  expect((await test('{"detail":{"total":[{"numeric":[">",4]}]}}')).Result).toBe(true)
  expect((await test('{"detail":{"total":[{"numeric":[">",5]}]}}')).Result).toBe(false)
  await expect(test('{"source":["shop"]}', '{"source":"shop"}')).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Parameter Event is not valid.',
  })
  await expect(test('{"source":[]}')).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
    message: expect.stringContaining('Event pattern is not valid. Reason: '),
  })
})
