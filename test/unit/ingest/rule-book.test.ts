import { expect, it } from 'vitest'
import { createRefusedRules } from '../../../src/ingest/refused-rules.ts'
import { createRuleBook, type PreparedRule } from '../../../src/ingest/rule-book.ts'
import { aRule, otherScope, scope } from '../../contract/builders.ts'
import { createInMemoryConfigStore } from '../../support/in-memory-config-store.ts'
import { createRecordingLogger } from '../../support/recording-logger.ts'

const event = '{"source":"shop"}'

function arnsOf(rules: readonly PreparedRule[] | 'malformed') {
  return rules === 'malformed' ? rules : rules.map(({ arn }) => arn)
}

it('knows the rules that were there before it, each on its bus', async () => {
  const config = createInMemoryConfigStore()
  // A slash may be part of a bus's name, so that keys must not be taken for one another.
  for (const [bus, name] of [
    ['default', 'one'],
    ['partner/shop', 'two'],
    ['partner', 'three'],
  ] as const) {
    const rule = aRule({ bus, name })
    await config.put('rules', [scope.account, scope.region, bus, name], rule, 'absent')
  }
  const book = createRuleBook(config, createRefusedRules(createRecordingLogger()))
  const on = (bus: string, of = scope) => arnsOf(book.match(of, bus, event))
  const arn = `arn:aws:events:${scope.region}:${scope.account}:rule`
  expect(on('default')).toEqual([`${arn}/one`])
  expect(on('partner/shop')).toEqual([`${arn}/partner/shop/two`])
  expect(on('partner')).toEqual([`${arn}/partner/three`])
  expect(on('unknown')).toEqual([])
  expect(on('default', otherScope)).toEqual([])
})

it('finds the first rule of a bus that was looked at before it had any, and not when it is gone', async () => {
  const config = createInMemoryConfigStore()
  const book = createRuleBook(config, createRefusedRules(createRecordingLogger()))
  const key = [scope.account, scope.region, 'default', 'one']
  const found = () => arnsOf(book.match(scope, 'default', event))
  expect(found()).toEqual([])
  await config.put('rules', key, aRule({ name: 'one' }), 'any')
  expect(found()).toHaveLength(1)
  await config.delete('rules', key, 'any')
  expect(found()).toEqual([])
})

it('finds one rule by name while it is enabled, with or without a pattern', async () => {
  const config = createInMemoryConfigStore()
  const book = createRuleBook(config, createRefusedRules(createRecordingLogger()))
  const key = [scope.account, scope.region, 'default', 'tick']
  const { eventPattern: _pattern, ...rule } = aRule({ name: 'tick' })
  const find = () => book.enabled(scope, 'default', 'tick')?.name
  expect(find()).toBeUndefined()
  await config.put('rules', key, rule, 'any')
  expect(find()).toBe('tick')
  expect(book.match(scope, 'default', event)).toEqual([])
  await config.put('rules', key, { ...rule, state: 'DISABLED' }, 'any')
  expect(find()).toBeUndefined()
  const state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
  await config.put('rules', key, { ...rule, state }, 'any')
  expect(find()).toBe('tick')
  await config.delete('rules', key, 'any')
  expect(find()).toBeUndefined()
})

it('tells what it does not understand of a rule, also while that is disabled, until it is put anew', async () => {
  const config = createInMemoryConfigStore()
  const refused = createRefusedRules(createRecordingLogger())
  createRuleBook(config, refused)
  const key = [scope.account, scope.region, 'default', 'old']
  const seen = () => refused.all().map(({ parameter }) => parameter)
  const bad = { name: 'old', eventPattern: '{"source":[]}', scheduleExpression: 'now and then' }
  await config.put('rules', key, aRule(bad), 'any')
  expect(seen()).toEqual(['EventPattern', 'ScheduleExpression'])
  await config.put('rules', key, aRule({ ...bad, state: 'DISABLED' }), 'any')
  expect(seen()).toEqual(['EventPattern', 'ScheduleExpression'])
  await config.put('rules', key, aRule({ name: 'old' }), 'any')
  expect(seen()).toEqual([])
  await config.put('rules', key, aRule(bad), 'any')
  await config.delete('rules', key, 'any')
  expect(seen()).toEqual([])
})

it('finds a rule as it was put last, whether its pattern changed or stayed', async () => {
  const config = createInMemoryConfigStore()
  const book = createRuleBook(config, createRefusedRules(createRecordingLogger()))
  const key = [scope.account, scope.region, 'default', 'orders']
  const put = (change: object) =>
    config.put('rules', key, { ...aRule({ name: 'orders' }), ...change }, 'any')
  const target = (id: string) => ({ id, arn: `arn:aws:sqs:us-east-1:000000000000:${id}` })
  const found = () => {
    const rules = book.match(scope, 'default', event)
    return rules === 'malformed' ? rules : rules.map((rule) => rule.targets.map((t) => t.target.id))
  }
  await put({ targets: [] })
  expect(found()).toEqual([[]])
  await put({ targets: [target('one')] })
  expect(found()).toEqual([['one']])
  await put({ targets: [target('one')], eventPattern: '{"source":["other"]}' })
  expect(found()).toEqual([])
  await put({ targets: [target('two')], eventPattern: '{"source":["other","shop"]}' })
  expect(found()).toEqual([['two']])
  await put({ targets: [target('two')], state: 'DISABLED' })
  expect(found()).toEqual([])
  await put({ targets: [target('three')] })
  expect(found()).toEqual([['three']])
  await config.delete('rules', key, 'any')
  expect(found()).toEqual([])
})
