import { afterAll, beforeAll, expect } from 'vitest'

let before: string[]

beforeAll(() => {
  before = Object.getOwnPropertyNames(Object.prototype)
})

// No payload, pattern or path that a test sends may reach the prototype of every object.
afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
})
