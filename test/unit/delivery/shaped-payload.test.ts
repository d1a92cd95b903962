import { expect, it } from 'vitest'
import { shapedPayload } from '../../../src/delivery/shaped-payload.ts'
import type { Target } from '../../../src/domain/target.ts'
import { anInvocation } from '../../contract/builders.ts'
import { createInMemoryStore } from '../../support/in-memory-store.ts'
import { aClaim, aJobFor, aPutEvent, via } from './attempting.ts'

const { events } = createInMemoryStore()
const shaped = (target: Partial<Target>) => {
  const to = via(target)
  return shapedPayload(aJobFor(aPutEvent(), { ...anInvocation(), via: to }), to, events)
}

it('passes on what a caller sent, and an empty object for nothing', async () => {
  const direct = (payload?: string) =>
    shapedPayload({ claim: aClaim(payload === undefined ? {} : { payload }) }, undefined, events)
  expect(await direct('[1.0]')).toEqual({ ok: true, text: '[1.0]' })
  expect(await direct()).toEqual({ ok: true, text: '{}' })
})

it.each<[string, Partial<Target>, string]>([
  ['the whole event', {}, aPutEvent().text],
  ['a constant', { input: '{"a": 1}' }, '{"a": 1}'],
  ['a part of the event', { inputPath: '$.detail.n' }, '1.0'],
  [
    'a template',
    {
      inputTransformer: {
        inputPathsMap: { n: '$.detail.n' },
        inputTemplate: '{"n":<n>,"rule":<aws.events.rule-name>}',
      },
    },
    '{"n":1.0,"rule":"paid"}',
  ],
])('is %s when the target says so', async (_what, target, text) => {
  expect(await shaped(target)).toEqual({ ok: true, text })
})

it.each<[string, Partial<Target>, string]>([
  ['a path that leads to nothing', { inputPath: '$.detail.gone' }, 'INVALID_PARAMETER'],
  [
    'a text that is not JSON',
    { inputTransformer: { inputTemplate: '<aws.events.rule-name> is up' } },
    'INVALID_JSON',
  ],
  [
    'several values, where a function takes one',
    { inputTransformer: { inputTemplate: '"one"\n"two"' } },
    'INVALID_JSON',
  ],
])('is refused for %s', async (_what, target, code) => {
  expect(await shaped(target)).toEqual({ ok: false, code, message: expect.any(String) })
})

it('is refused when the event is neither in memory nor in the log', async () => {
  const { claim } = aJobFor(aPutEvent(), anInvocation())
  expect(await shapedPayload({ claim }, via(), events)).toMatchObject({
    ok: false,
    code: 'INTERNAL_ERROR',
  })
})
