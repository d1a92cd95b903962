import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mistakesIn } from './mistakes.ts'
import { errorOf, exchange, toRequest } from './send-operation.ts'
import { VALID_INPUTS } from './valid-inputs.ts'
import { OPERATIONS, operationOf, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

describe.each([...OPERATIONS.keys()])('%s', (key) => {
  it('says of each single mistake what is wrong, and does nothing', async () => {
    const operation = operationOf(key)
    const before = await world.everything()
    let count = 0
    for (const { what, input, named } of mistakesIn(operation, world.validInput(key))) {
      count++
      const answer = await exchange(world.busbar.url, toRequest(operation, input))
      const { status, headers } = answer
      expect([what, status], answer.text.slice(0, 200)).toEqual([what, 400])
      const { code, message } = errorOf(answer)
      expect([what, message]).toEqual([what, expect.stringMatching(named)])
      expect([what, code]).toEqual([what, expect.stringMatching(CODES)])
      expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    }
    expect(count).toBeGreaterThan(1)
    expect(await world.everything()).toEqual(before)
  })
})

const CODES = /^(Validation|Serialization|InvalidParameter)(Exception|Error)$/

// Last, for it changes the world; and the proof that the mistakes were all that was wrong.
it('takes each input without the mistake', async () => {
  expect(Object.keys(VALID_INPUTS).sort()).toEqual([...OPERATIONS.keys()].sort())
  for (const key of Object.keys(VALID_INPUTS)) await world.mustSucceed(key, world.validInput(key))
})
