import { describe, expect, it } from 'vitest'
import { putRule } from '../../../../src/operations/events/put-rule.ts'
import { createRoom, PATTERN } from './room.ts'

const WILDCARD = '{"source":[{"wildcard":"shop.*"}]}'
const LONG = `{"source":["${'x'.repeat(2048)}"]}`
const exceeded = {
  kind: 'limit-exceeded',
  message: 'The requested resource exceeds the maximum number allowed.',
}

async function fill(count: number, one: (n: number) => Promise<unknown>) {
  for (let n = 0; n < count; n++) await one(n)
}

describe("with AWS's quotas", () => {
  it('an account has 100 buses, the default bus among them', async () => {
    const { aBus } = createRoom({ quotas: 'aws' })
    await fill(99, (n) => aBus(`bus-${n}`))
    await expect(aBus('one-more')).rejects.toMatchObject(exceeded)
  })

  it('a bus has 300 rules, and each of them can still be changed', async () => {
    const room = createRoom()
    await fill(300, (n) => room.aRule(`rule-${n}`))
    const { aRule, aBus } = createRoom({ quotas: 'aws', config: room.config })
    await expect(aRule('one-more')).rejects.toMatchObject(exceeded)
    await aRule('rule-7')
    await aBus('orders')
    await aRule('one-more', 'orders')
  })

  it('a bus has 30 rules with wildcards', async () => {
    const { call, aRule } = createRoom({ quotas: 'aws' })
    const put = (Name: string) => call(putRule, { Name, EventPattern: WILDCARD })
    await fill(30, (n) => put(`rule-${n}`))
    await expect(put('one-more')).rejects.toMatchObject(exceeded)
    await put('rule-7')
    await aRule('one-more')
    await expect(put('one-more')).rejects.toMatchObject(exceeded)
  })

  it('a pattern has 2048 characters', async () => {
    const { call } = createRoom({ quotas: 'aws' })
    await expect(call(putRule, { Name: 'a', EventPattern: LONG })).rejects.toMatchObject(exceeded)
  })
})

describe('without quotas', () => {
  it('accepts a pattern as long as the API takes', async () => {
    await createRoom().call(putRule, { Name: 'a', EventPattern: LONG })
  })

  it('counts nothing', async () => {
    const { call, aBus } = createRoom()
    await fill(31, (n) => call(putRule, { Name: `rule-${n}`, EventPattern: WILDCARD }))
    await fill(101, (n) => aBus(`bus-${n}`))
    await call(putRule, { Name: 'last', EventPattern: PATTERN })
  })
})
