import { expect, it } from 'vitest'
import { removeOrphanedVersions } from '../../../../src/operations/lambda/versions/remove-orphaned-versions.ts'
import { createRoom, SCOPE } from './room.ts'

it('removes what was frozen and is listed by no function, and nothing else', async () => {
  const { aFunction, config, functions, call } = createRoom()
  await aFunction('billing', { Publish: true })
  const published = await functions.resolve(SCOPE, 'billing', '1', 0)
  if (!published) throw new Error('it was just published')
  // As a crash leaves them: frozen and not listed yet, and of a function that is gone.
  await functions.putVersion(SCOPE, { ...published.configuration, version: '2' })
  await functions.putVersion(SCOPE, { ...published.configuration, functionName: 'gone' })

  expect(await removeOrphanedVersions(config)).toBe(2)
  expect(await removeOrphanedVersions(config)).toBe(0)
  const { items } = await config.list('function_versions', [], { limit: 9 })
  expect(items.map(({ key }) => key.slice(2))).toEqual([['billing', 1]])
  const answer = await call('GetFunctionConfiguration', { FunctionName: 'billing:1' })
  expect(answer).toMatchObject({ Version: '1' })
})
