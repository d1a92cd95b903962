import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda'
import { afterAll, expect, it } from 'vitest'
import { arnOf, createFunction } from '../support/functions.ts'
import { clientOf, type ProcessClient } from '../support/process-client.ts'
import { endLeftovers, startServer, temporaryDirectory } from '../support/process-server.ts'
import { createStation } from '../support/process-stations.ts'

const COUNT = 30

afterAll(endLeftovers)

type Shown = {
  readonly status: string
  readonly destination?: { readonly status: string; readonly requestId: string }
}

async function invokeMany({ lambda }: ProcessClient): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < COUNT; n++) {
    const Payload = JSON.stringify({ n })
    const input = { FunctionName: 'source', InvocationType: 'Event', Payload } as const
    ids.push((await lambda.send(new InvokeCommand(input))).$metadata.requestId ?? '')
  }
  return ids
}

it('loses no record when the server is killed between invocations and their destinations', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using first = await startServer({ data })
  using client = clientOf(first.url)
  const station = await createStation(client, directory.path, 'station')
  await createFunction(client.lambda, 'source', 'export const handler = async ({ n }) => n')
  const DestinationConfig = { OnSuccess: { Destination: arnOf('station') } }
  const config = { FunctionName: 'source', DestinationConfig }
  await client.lambda.send(new PutFunctionEventInvokeConfigCommand(config))
  const ids = await invokeMany(client)
  // Some records have become invocations, which run; others wait, or are still to be written.
  await station.visits(1)
  await first.end('SIGKILL')

  station.open()
  await using second = await startServer({ data })
  using survivor = clientOf(second.url)
  await survivor.settle(20_000)
  const visited = new Set((await station.visits(COUNT)).map(({ requestId }) => requestId))
  const reached = new Set<string>()
  for (const id of ids) {
    const { status, destination } = (await survivor.look(`invocations/${id}`)) as Shown
    expect([id, status, destination?.status]).toEqual([id, 'succeeded', 'succeeded'])
    expect(visited).toContain(destination?.requestId)
    reached.add(destination?.requestId ?? '')
  }
  // One record for each: what was repeated after the crash has kept its name.
  expect(reached).toEqual(visited)
  expect(reached.size).toBe(COUNT)
  expect(await second.end('SIGTERM')).toEqual({ code: 0, signal: null })
}, 60_000)
