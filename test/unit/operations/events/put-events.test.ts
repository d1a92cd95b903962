import { expect, it } from 'vitest'
import { putEvents } from '../../../../src/operations/events/put-events.ts'
import { createRoom, SCOPE } from './room.ts'

it('hands the entries on and answers with a result for each', async () => {
  const results = [
    { EventId: 'e-1' },
    { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    { EventId: 'e-2' },
  ]
  const { call, ingested } = createRoom({ results })
  const Entries = [{ Source: 'shop' }, { Detail: '{' }, {}]
  expect(await call(putEvents, { Entries })).toEqual({ FailedEntryCount: 1, Entries: results })
  expect(ingested).toEqual([[SCOPE, Entries, 'Root=1-2-3']])
})

it('lets a request be as large as escaping can make a full one', () => {
  expect(putEvents.bodyLimit).toBe(6_291_456)
})
