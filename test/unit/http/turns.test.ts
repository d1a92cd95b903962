import { expect, it } from 'vitest'
import { createTurns } from '../../../src/http/turns.ts'

const open = (isDelivering = false) => {
  let now = 0
  const turns = createTurns({ mono: () => now }, { isDelivering: () => isDelivering })
  const pass = (ms: number) => {
    now += ms
  }
  return { turns, pass }
}
const loopTurn = () => new Promise((resolve) => setImmediate(resolve))

it('takes work in for two milliseconds, and goes on in the next turn of the loop, in order', async () => {
  const { turns, pass } = open()
  const begun: number[] = []
  const results = [1, 2, 3, 4, 5].map((n) =>
    turns.inTurn(async () => {
      begun.push(n)
      pass(1)
      return n
    }),
  )
  expect(begun).toEqual([1, 2])
  await loopTurn()
  expect(begun).toEqual([1, 2, 3, 4])
  await loopTurn()
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5])
})

it('takes in for a quarter of that while other work waits for its turn', async () => {
  const { turns, pass } = open(true)
  const begun: number[] = []
  const results = [1, 2, 3, 4].map((n) =>
    turns.inTurn(async () => {
      begun.push(n)
      pass(0.25)
      return n
    }),
  )
  expect(begun).toEqual([1, 2])
  await loopTurn()
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4])
})

it('takes in one request in each turn of the loop in which a connection came', async () => {
  const { turns } = open()
  const begun: number[] = []
  const take = (n: number) => turns.inTurn(async () => begun.push(n))
  turns.connected()
  const results = [1, 2, 3, 4].map(take)
  expect(begun).toEqual([1])
  turns.connected()
  await loopTurn()
  expect(begun).toEqual([1, 2])
  await loopTurn()
  expect(begun).toEqual([1, 2, 3, 4])
  await Promise.all(results)
})

it('passes on what work throws, in a later slice too', async () => {
  const { turns, pass } = open()
  const fails = () =>
    turns.inTurn(async () => {
      pass(5)
      throw new Error('no')
    })
  const [first, second] = [fails(), fails()]
  await expect(first).rejects.toThrow('no')
  await expect(second).rejects.toThrow('no')
})
