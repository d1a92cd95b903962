import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { arnOf, createFunction, RECORDER, recordedBy } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

async function schedule(busbar: Busbar, ScheduleExpression: string, change: object = {}) {
  await busbar.events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression, ...change }))
  await busbar.events.send(
    new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: '1', Arn: arnOf('ticked') }] }),
  )
}

async function ticks(busbar: Busbar): Promise<string[]> {
  const events = (await recordedBy(busbar, 'ticked').catch(() => [])) as { time: string }[]
  return events.map(({ time }) => time)
}

const second = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`

it('sends the documented event once per period to the targets of the rule', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'ticked', RECORDER)
  const created = busbar.app.clock?.now() ?? 0
  await schedule(busbar, 'rate(5 minutes)')
  await busbar.advance(299)
  expect(await ticks(busbar)).toEqual([])
  await busbar.advance(601)

  const events = await recordedBy(busbar, 'ticked')
  expect(events).toEqual(
    [1, 2, 3].map((n) => ({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: ACCOUNT,
      time: second(created + n * 300_000),
      region: REGION,
      resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/tick`],
      detail: {},
    })),
  )
})

it('fires a cron rule at the minute, and not while it is disabled', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'ticked', RECORDER)
  busbar.app.clock?.set(Date.UTC(2100, 0, 1, 8, 59, 30))
  await schedule(busbar, 'cron(0/30 9-11 * * ? *)')
  await busbar.advance(60)
  await busbar.events.send(new DisableRuleCommand({ Name: 'tick' }))
  await busbar.advance(3_600)
  await busbar.events.send(new EnableRuleCommand({ Name: 'tick' }))
  await busbar.advance(12 * 3_600)
  expect(await ticks(busbar)).toEqual(
    ['09:00', '10:30', '11:00', '11:30'].map((time) => `2100-01-01T${time}:00Z`),
  )
})

it('lets a rule with a pattern and a schedule do both, and shows the tick to no other rule', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'ticked', RECORDER)
  await createFunction(busbar.lambda, 'watcher', RECORDER)
  await schedule(busbar, 'rate(1 hour)', { EventPattern: '{"source":["shop"]}' })
  await busbar.events.send(
    new PutRuleCommand({ Name: 'all', EventPattern: '{"source":[{"prefix":""}]}' }),
  )
  await busbar.events.send(
    new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: '1', Arn: arnOf('watcher') }] }),
  )
  await busbar.events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'x', Detail: '{}' }] }),
  )
  await busbar.advance(3_600)

  expect(await recordedBy(busbar, 'ticked')).toMatchObject([
    { source: 'shop' },
    { source: 'aws.events' },
  ])
  expect(await recordedBy(busbar, 'watcher')).toMatchObject([{ source: 'shop' }])
})

it('makes up for a jump of the clock with the latest tick alone, and counts what was missed', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'ticked', RECORDER)
  const created = busbar.app.clock?.now() ?? 0
  await schedule(busbar, 'rate(1 minute)')
  busbar.app.clock?.set(created + 10 * 60_000)
  await busbar.settle()
  expect(await ticks(busbar)).toEqual([second(created + 10 * 60_000)])
  const metrics = await (await fetch(`${busbar.url}/_busbar/metrics`)).text()
  expect(metrics).toContain('busbar_schedule_ticks_missed_total 9\n')
})

it('stops with its rule', async () => {
  await using busbar = await startBusbar()
  await createFunction(busbar.lambda, 'ticked', RECORDER)
  await schedule(busbar, 'rate(1 minute)')
  await busbar.advance(60)
  await busbar.events.send(new RemoveTargetsCommand({ Rule: 'tick', Ids: ['1'] }))
  await busbar.events.send(new DeleteRuleCommand({ Name: 'tick' }))
  await busbar.advance(600)
  expect(await ticks(busbar)).toHaveLength(1)
})

let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'busbar-schedules-'))
})
afterAll(() => rm(data, { recursive: true }))

it('goes on after a restart where it was: no tick twice, of those missed the latest', async () => {
  let from = 0
  {
    await using busbar = await startBusbar({ data })
    await createFunction(busbar.lambda, 'ticked', RECORDER)
    from = busbar.app.clock?.now() ?? 0
    await schedule(busbar, 'rate(1 minute)')
    await busbar.advance(120)
    expect(await ticks(busbar)).toHaveLength(2)
  }
  {
    // The manual clock starts at the real time again, which is before both ticks.
    await using busbar = await startBusbar({ data })
    busbar.app.clock?.set(from + 150_000)
    await busbar.settle()
    expect(await ticks(busbar)).toHaveLength(2)
  }
  {
    await using busbar = await startBusbar({ data })
    busbar.app.clock?.set(from + 330_000)
    await busbar.settle()
    expect(await ticks(busbar)).toEqual([1, 2, 5].map((n) => second(from + n * 60_000)))
  }
})
