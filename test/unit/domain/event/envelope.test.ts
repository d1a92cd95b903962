import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  entriesSize,
  entrySize,
  MAX_ENTRIES_BYTES,
} from '../../../../src/domain/event/entry-size.ts'
import { envelopeText, eventTime, withEventId } from '../../../../src/domain/event/envelope.ts'
import { scheduledEventText } from '../../../../src/domain/event/scheduled-event.ts'

const fields = {
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  detailType: 'OrderPlaced',
  source: 'shop',
  account: '111122223333',
  region: 'eu-west-1',
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  resources: ['arn:x'],
  detail: '{ "total": 3.0e2, "id": 9007199254740993 }',
}

it('puts the members in the order that AWS delivers them, with the detail as it was sent', () => {
  expect(envelopeText(fields)).toBe(
    '{"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"OrderPlaced",' +
      '"source":"shop","account":"111122223333","time":"2026-01-02T03:04:05Z","region":"eu-west-1",' +
      '"resources":["arn:x"],"detail":{ "total": 3.0e2, "id": 9007199254740993 }}',
  )
})

it('changes nothing but the id when an event gets another one', () => {
  const text = envelopeText(fields)
  expect(withEventId(text, fields.id, 'other')).toBe(envelopeText({ ...fields, id: 'other' }))
})

it('is JSON that says what the producer said, whatever the texts hold', () => {
  const property = fc.property(
    fc.string(),
    fc.string(),
    fc.jsonValue(),
    (detailType, source, detail) => {
      const text = envelopeText({
        ...fields,
        detailType,
        source,
        detail: JSON.stringify({ detail }),
      })
      expect(JSON.parse(text)).toMatchObject({
        'detail-type': detailType,
        source,
        resources: ['arn:x'],
      })
    },
  )
  fc.assert(property)
})

it('writes a scheduled event as AWS documents it', () => {
  const scope = { account: '123456789012', region: 'us-east-1' }
  const arn = 'arn:aws:events:us-east-1:123456789012:rule/hourly'
  expect(JSON.parse(scheduledEventText(scope, 'id-1', arn, 60_000))).toEqual({
    version: '0',
    id: 'id-1',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '1970-01-01T00:01:00Z',
    region: 'us-east-1',
    resources: [arn],
    detail: {},
  })
})

it('counts an entry in bytes of UTF-8, with fourteen for a time', () => {
  expect(
    entrySize({ Source: 'é', DetailType: '€', Detail: '😀', Resources: ['ab', 'c'], Time: 1 }),
  ).toBe(2 + 3 + 4 + 3 + 14)
  expect(entrySize({})).toBe(0)
})

it('counts all entries of a request exactly where that decides, whatever the bytes of a character', () => {
  const detail = '€'.repeat(100_000)
  const entries = [{ Detail: detail }, { Detail: detail }, { Detail: detail }]
  expect(entriesSize(entries)).toBeLessThan(MAX_ENTRIES_BYTES)
  expect(entriesSize([...entries, { Detail: detail }])).toBe(1_200_000)
  const ascii = { Detail: 'x'.repeat(500_000) }
  expect(entriesSize([ascii, ascii])).toBe(1_000_000)
})

it('cuts a time to its second, also before 1970 and in any order', () => {
  const times = [1_999, 0, -1, 1_000, -1_000, -1_001, 1_999]
  expect(times.map((time) => eventTime(time).slice(0, 19))).toEqual(
    times.map((time) => new Date(time).toISOString().slice(0, 19)),
  )
})
