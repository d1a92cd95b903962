import { expect, it } from 'vitest'
import { tickEventId } from '../../../src/delivery/tick-event-id.ts'

it('is the same for a tick every time, and another for every other tick, rule and life of it', () => {
  const ids = [
    tickEventId('arn:a', 0, 1),
    tickEventId('arn:a', 0, 2),
    tickEventId('arn:a', 1, 1),
    tickEventId('arn:b', 0, 1),
  ]
  expect(new Set(ids).size).toBe(4)
  expect(tickEventId('arn:a', 0, 1)).toBe(ids[0])
})

it('looks like a random UUID', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/
  for (let tick = 0; tick < 100; tick += 1) expect(tickEventId('arn:a', 0, tick)).toMatch(uuid)
})
