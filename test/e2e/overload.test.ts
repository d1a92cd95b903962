import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, expect, it } from 'vitest'
import { clientOf } from '../support/process-client.ts'
import { flood } from '../support/process-flood.ts'
import { endLeftovers, startServer, temporaryDirectory } from '../support/process-server.ts'
import { judge, makeEvidence, readTestimonies } from '../support/process-witness.ts'
import { createWorld } from '../support/process-world.ts'

afterAll(endLeftovers)

/** More than are let in, fewer than the server has connections for. */
const CONNECTIONS = 950
const REFUSALS = 300
const EVENTS = 3_000

const detail = { owedTo: ['near'], note: 'x'.repeat(2_000) }
const entry = { Source: 'load', DetailType: 'Load', Detail: JSON.stringify(detail) }

it('refuses what is too much as AWS does, delivers all that it acknowledged, and is well again', async () => {
  await using directory = await temporaryDirectory()
  const evidence = await makeEvidence(directory.path)
  await using server = await startServer({ data: `${directory.path}/data` })
  using client = clientOf(server.url)
  await createWorld(client, evidence)

  const { acknowledged, refusals } = await flood(
    server.url,
    CONNECTIONS,
    { Entries: [entry, entry] },
    (soFar) => soFar.acknowledged.length >= EVENTS && soFar.refusals.length >= REFUSALS,
  )
  const seenMeanwhile = await readTestimonies(evidence)

  for (const { status, headers, body } of refusals) {
    expect({ status, body }).toEqual({
      status: 400,
      body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
    })
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': 'ThrottlingException',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  }
  expect(seenMeanwhile, 'deliveries while the flood lasts').not.toEqual([])

  const again = await client.events.send(new PutEventsCommand({ Entries: [entry] }))
  expect(again.FailedEntryCount).toBe(0)
  const ids = [...acknowledged, again.Entries?.[0]?.EventId ?? '']
  await client.settle(100_000)
  const verdict = judge(new Map(ids.map((id) => [id, ['near']])), await readTestimonies(evidence))
  expect(verdict).toEqual({
    ...{ lost: [], torn: [], stray: [], repeated: 0 },
    ...{ owed: ids.length, unacknowledged: 0 },
  })
  const metrics = await (await fetch(`${server.url}/_busbar/metrics`)).text()
  expect(metrics).toContain('\nbusbar_requests_accepting 0\n')
  expect(metrics).toContain(`\nbusbar_requests_throttled_total ${refusals.length}\n`)
}, 180_000)
