import { expect, it } from 'vitest'
import { createOneAtATime } from '../../../src/platform/one-at-a-time.ts'

it('runs work of one key in the order of the calls, and of other keys beside it', async () => {
  const oneAtATime = createOneAtATime()
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = oneAtATime('a', async () => {
    await gate.promise
    seen.push('first')
    return 1
  })
  const second = oneAtATime('a', async () => seen.push('second'))
  await oneAtATime('b', async () => seen.push('beside'))
  expect(seen).toEqual(['beside'])
  gate.resolve()
  expect([await first, await second]).toEqual([1, 3])
  expect(seen).toEqual(['beside', 'first', 'second'])
})

it('goes on after work that fails, and tells only who asked for it', async () => {
  const oneAtATime = createOneAtATime()
  const failing = oneAtATime('a', async () => {
    throw new Error('no')
  })
  const next = oneAtATime('a', async () => 'done')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})
