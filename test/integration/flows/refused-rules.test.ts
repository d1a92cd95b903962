import { join } from 'node:path'
import { DescribeRuleCommand, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../../support/process-server.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const arn = (name: string) => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`
const REFUSED = '{"source":[{"resembles":"shop"}]}'

/** Makes stored rules what an older, more lenient version may have accepted. */
function spoil(data: string): void {
  const db = new Database(join(data, 'busbar.db'))
  const set = db.prepare('update rules set doc = json_set(doc, ?, ?) where rule = ?')
  set.run('$.eventPattern', REFUSED, 'pattern')
  set.run('$.scheduleExpression', 'rate(1 fortnight)', 'schedule')
  db.close()
}

async function rulesOf(busbar: Busbar): Promise<unknown> {
  const Entries = [{ Source: 'shop', DetailType: 'x', Detail: '{}' }]
  const answer = await busbar.events.send(new PutEventsCommand({ Entries }))
  await busbar.advance(180)
  const { buses } = (await busbar.admin(`events/${answer.Entries?.[0]?.EventId}`)) as {
    buses: { rules: { rule: string }[] }[]
  }
  return buses[0]?.rules.map(({ rule }) => rule).sort()
}

it('starts with stored rules that it does not understand, and says which', async () => {
  await using directory = await temporaryDirectory()
  const data = join(directory.path, 'data')
  {
    await using busbar = await startBusbar({ data })
    for (const Name of ['pattern', 'good']) {
      await busbar.events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["shop"]}' }))
    }
    const timed = { Name: 'schedule', ScheduleExpression: 'rate(1 minute)' }
    await busbar.events.send(new PutRuleCommand(timed))
    expect(await rulesOf(busbar)).toEqual(['good', 'pattern'])
  }
  spoil(data)
  await using busbar = await startBusbar({ data, quotas: 'aws' })
  expect(await rulesOf(busbar)).toEqual(['good'])
  expect(await busbar.events.send(new DescribeRuleCommand({ Name: 'pattern' }))).toMatchObject({
    EventPattern: REFUSED,
  })
  expect(await busbar.admin('health')).toMatchObject({
    status: 'ok',
    refusedRules: [
      { rule: arn('pattern'), parameter: 'EventPattern', reason: expect.any(String) },
      { rule: arn('schedule'), parameter: 'ScheduleExpression', reason: expect.any(String) },
    ],
  })

  for (const Name of ['pattern', 'schedule']) {
    await busbar.events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["shop"]}' }))
  }
  expect(await busbar.admin('health')).toEqual({ status: 'ok', version: expect.any(String) })
})
