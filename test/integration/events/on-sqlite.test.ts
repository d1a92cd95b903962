import { afterEach, beforeEach, expect, it } from 'vitest'
import { deleteEventBus } from '../../../src/operations/events/delete-event-bus.ts'
import { listRules } from '../../../src/operations/events/list-rules.ts'
import { listTagsForResource } from '../../../src/operations/events/list-tags-for-resource.ts'
import { tagResource } from '../../../src/operations/events/tag-resource.ts'
import { openSqliteHarness } from '../../contract/sqlite-harness.ts'
import type { StoreHarness } from '../../contract/store-harness.ts'
import { createRoom, SCOPE } from '../../unit/operations/events/room.ts'

type Listed = { Rules: { Name: string }[]; NextToken?: string }

let harness: StoreHarness
beforeEach(async () => {
  harness = await openSqliteHarness()
})
afterEach(() => harness.dispose())

const open = () => createRoom({ config: harness.store.config })
const names = (count: number) => Array.from({ length: count }, (_, n) => `n${n + 10}`)

it('goes on with a page token after a restart', async () => {
  const before = open()
  await Promise.all(names(5).map((name) => before.aRule(name)))
  const { NextToken = '' } = (await before.call(listRules, { Limit: 2 })) as Listed
  await harness.restart()
  const { Rules } = (await open().call(listRules, { NextToken })) as Listed
  expect(Rules.map(({ Name }) => Name)).toEqual(names(5).slice(2))
})

it('loses no change of one document that twenty requests make at once', async () => {
  const { call, aRule } = open()
  await aRule('paid')
  const ResourceARN = 'arn:aws:events:eu-west-1:111122223333:rule/paid'
  const tag = (Key: string) => call(tagResource, { ResourceARN, Tags: [{ Key, Value: '' }] })
  await Promise.all(names(20).map(tag))
  const { Tags } = (await call(listTagsForResource, { ResourceARN })) as { Tags: object[] }
  expect(Tags).toHaveLength(20)
})

it('leaves no rule without a bus when buses are deleted while rules are put', async () => {
  const { call, aBus, aRule } = open()
  await Promise.all(names(40).map(aBus))
  await Promise.allSettled(
    names(40).flatMap((Name) => [
      aRule('a', Name),
      call(deleteEventBus, { Name }),
      aRule('b', Name),
    ]),
  )
  const scope = [SCOPE.account, SCOPE.region]
  const { items: rules } = await harness.store.config.list('rules', scope, { limit: 1_000 })
  const { items: buses } = await harness.store.config.list('event_buses', scope, { limit: 1_000 })
  const remaining = new Set(buses.map(({ doc }) => doc.name))
  expect(rules.filter(({ doc }) => !remaining.has(doc.bus))).toEqual([])
})
