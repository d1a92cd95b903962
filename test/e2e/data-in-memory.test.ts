import { readdirSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { until } from '../support/execution/until.ts'
import { clientOf } from '../support/process-client.ts'
import { isEnvironment } from '../support/process-orphans.ts'
import {
  endLeftovers,
  spawnServer,
  startServer,
  temporaryDirectory,
  within,
} from '../support/process-server.ts'
import { createStation, sendEventTo } from '../support/process-stations.ts'

afterAll(endLeftovers)

/** What busbar has in the directory for temporary files; the compile cache is Node's, and is kept. */
function leftIn(path: string): string[] {
  return readdirSync(path).filter((name) => name !== 'node-compile-cache')
}

it('leaves no file and no process behind when all was in memory and it is told to stop', async () => {
  await using temporary = await temporaryDirectory()
  await using elsewhere = await temporaryDirectory()
  await using server = await startServer({ data: ':memory:', env: { TMPDIR: temporary.path } })
  using client = clientOf(server.url)
  const station = await createStation(client, elsewhere.path, 'station')
  await sendEventTo(client, station)
  const [visit] = await station.visits(1)
  station.open()
  await client.settle()
  expect(leftIn(temporary.path)).not.toEqual([])

  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(leftIn(temporary.path)).toEqual([])
  await until('the process is gone', () => !isEnvironment(visit?.pid ?? 0))
})

it('is cleared away by the next server that starts when it is killed, with a function that loops', async () => {
  await using temporary = await temporaryDirectory()
  await using elsewhere = await temporaryDirectory()
  const env = { TMPDIR: temporary.path }
  await using bystander = await startServer({ data: ':memory:', env })
  const [kept] = leftIn(temporary.path)
  await using server = await startServer({ data: ':memory:', env })
  using client = clientOf(server.url)
  const station = await createStation(client, elsewhere.path, 'station', 'loops without a break')
  await sendEventTo(client, station)
  const [visit] = await station.visits(1)
  await server.end('SIGKILL')
  expect(isEnvironment(visit?.pid ?? 0)).toBe(true)

  await using _next = await startServer({ data: `${elsewhere.path}/data`, env })
  expect(leftIn(temporary.path)).toEqual([kept])
  await until('the process is gone', () => !isEnvironment(visit?.pid ?? 0))
  expect((await fetch(`${bystander.url}/_busbar/ready`)).status).toBe(200)
})

it('leaves nothing behind when it is told to stop while it starts', async () => {
  await using temporary = await temporaryDirectory()
  const starting = spawnServer({ data: ':memory:', env: { TMPDIR: temporary.path } })
  await until('it has begun to write', () => leftIn(temporary.path).length > 0)
  starting.kill('SIGTERM')
  const exit = await within(10_000, starting.exited, 'it ends')
  expect(exit).toEqual({ code: 0, signal: null })
  expect(leftIn(temporary.path)).toEqual([])
})
