import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../../examples/orders/events')
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

const ENVELOPE = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
]

it('has a dozen documented events of AWS', () => {
  expect(files.length).toBeGreaterThanOrEqual(12)
})

it.each(files)('%s is an envelope as a target receives it', (file) => {
  const event = JSON.parse(readFileSync(join(folder, file), 'utf8'))

  expect(Object.keys(event)).toEqual(ENVELOPE)
  expect(event).toMatchObject({
    version: '0',
    id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    source: expect.stringMatching(/^aws\.[a-z\d]+$/),
    account: expect.stringMatching(/^\d{12}$/),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: expect.any(Array),
    detail: expect.any(Object),
  })
})
