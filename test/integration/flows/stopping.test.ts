import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { expect, it } from 'vitest'
import { until } from '../../support/execution/until.ts'
import { arnOf } from '../../support/functions.ts'
import { temporaryDirectory } from '../../support/process-server.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

const HANDLERS = join(import.meta.dirname, '../../fixtures/handlers')

/** Sends an event to a function that stays until the gate is opened. @returns the event's id. */
async function enter({ events }: Busbar, files: { entered: string; gate: string }) {
  await events.send(new PutRuleCommand({ Name: 'late', EventPattern: '{"source":["shop"]}' }))
  const Targets = [{ Id: '1', Arn: arnOf('late-sender') }]
  await events.send(new PutTargetsCommand({ Rule: 'late', Targets }))
  const Entries = [{ Source: 'shop', DetailType: 'x', Detail: JSON.stringify(files) }]
  const answer = await events.send(new PutEventsCommand({ Entries }))
  await until('the function has been entered', () => existsSync(files.entered))
  return answer.Entries?.[0]?.EventId ?? ''
}

it('serves the functions that still run while it stops, and nobody else', async () => {
  await using directory = await temporaryDirectory()
  const config = { data: join(directory.path, 'data'), functions: HANDLERS }
  const [entered, gate] = [join(directory.path, 'entered'), join(directory.path, 'gate')]
  const first = await startBusbar(config)
  const id = await enter(first, { entered, gate })

  const stopped = first.app.stop()
  await expect(first.events.send(new ListRulesCommand({}))).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    $metadata: { httpStatusCode: 503 },
  })
  const stranger = await fetch(`${first.url}/_busbar/reset`, { method: 'POST' })
  expect(stranger.status).toBe(503)
  expect(stranger.headers.get('connection')).toBe('close')
  writeFileSync(gate, '')
  await stopped
  await expect(fetch(first.url)).rejects.toThrow()

  await using second = await startBusbar(config)
  expect(await second.admin(`events/${id}`)).toMatchObject({
    buses: [{ rules: [{ targets: [{ status: 'succeeded', attempts: [{ number: 1 }] }] }] }],
  })
  const { events } = (await second.admin('events')) as { events: object[] }
  expect(events).toMatchObject([{ event: { source: 'sender', 'detail-type': 'Late' } }, { id }])
})
