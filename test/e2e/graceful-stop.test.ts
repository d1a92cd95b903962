import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { until } from '../support/execution/until.ts'
import { clientOf, postInvoke } from '../support/process-client.ts'
import { drain, readDeliveries, workLeftIn } from '../support/process-drain.ts'
import { createAcknowledged, startLoad } from '../support/process-load.ts'
import { isEnvironment, recordedProcesses } from '../support/process-orphans.ts'
import { chooseSeed, seededRandom } from '../support/process-random.ts'
import { endLeftovers, startServer, temporaryDirectory, within } from '../support/process-server.ts'
import { createStation, deliveryOf, sendEventTo } from '../support/process-stations.ts'
import { judge, makeEvidence, readTestimonies } from '../support/process-witness.ts'
import { createWorld } from '../support/process-world.ts'

afterAll(endLeftovers)

const STOPPED = { code: 0, signal: null }

it('answers what it has begun, loses nothing and repeats nothing when it is stopped under load', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  const random = seededRandom(chooseSeed())
  const acknowledged = createAcknowledged()
  const evidence = await makeEvidence(directory.path)

  for (const stop of [1, 2, 3, 4]) {
    await using server = await startServer({ data })
    using client = clientOf(server.url)
    if (stop === 1) await createWorld(client, evidence)
    const load = startLoad(server.url, random, acknowledged)
    await wait(100 + random() * 400)
    expect(await server.end('SIGTERM')).toEqual(STOPPED)
    expect(server.stderr()).toBe('')
    const { answers } = await load.ended
    expect([...answers.keys()].filter((status) => ![200, 202, 503].includes(status))).toEqual([])
    expect(await recordedProcesses(data)).toEqual([])
  }

  await using server = await startServer({ data, env: { BUSBAR_CLOCK: 'manual' } })
  using client = clientOf(server.url)
  await drain(client)
  const { byStatus, mostAttempts } = await readDeliveries(client)
  expect(Object.keys(byStatus)).toEqual(['succeeded'])
  // The function fails some events once, by design; a stop adds nothing to that.
  expect(mostAttempts).toBeLessThanOrEqual(2)
  const verdict = judge(acknowledged.owed, await readTestimonies(evidence))
  // Nothing unacknowledged: whatever was taken in has had its answer.
  expect(verdict).toMatchObject({ lost: [], stray: [], repeated: 0, unacknowledged: 0 })
  expect(await server.end('SIGTERM')).toEqual(STOPPED)
  expect(workLeftIn(data)).toBe(0)
}, 60_000)

it('answers a synchronous invocation that runs when it is told to stop, and takes no other', async () => {
  await using directory = await temporaryDirectory()
  await using server = await startServer({ data: `${directory.path}/data` })
  using client = clientOf(server.url)
  const station = await createStation(client, directory.path, 'station')
  const begun = postInvoke(server.url, station.name, 'RequestResponse', {})
  await station.visits(1)
  server.kill('SIGTERM')
  await until('nothing new is taken', async () => {
    const response = await fetch(`${server.url}/_busbar/ready`)
    return response.status === 503
  })
  station.open()
  const answer = await begun
  expect(answer.status).toBe(200)
  expect(await answer.json()).toBe('went on')
  expect(await within(5_000, server.exited, 'the server ends')).toEqual(STOPPED)
}, 60_000)

it('gives back an invocation that outlasts the grace of a stop, without counting the attempt', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using first = await startServer({ data })
  using client = clientOf(first.url)
  const station = await createStation(client, directory.path, 'station', 'loops without a break')
  const eventId = await sendEventTo(client, station)
  const [before] = await station.visits(1)
  expect(await first.end('SIGTERM')).toEqual(STOPPED)
  await until('its process is gone', () => !isEnvironment(before?.pid ?? 0))

  await using second = await startServer({ data })
  await station.visits(2)
  station.open()
  using restarted = clientOf(second.url)
  await restarted.settle()
  expect(await deliveryOf(restarted, eventId)).toMatchObject({
    status: 'succeeded',
    attempts: [{ number: 1, outcome: 'succeeded' }],
  })
}, 60_000)

it('ends at once when it is told to stop a second time, and loses nothing by that', async () => {
  await using directory = await temporaryDirectory()
  const data = `${directory.path}/data`
  await using first = await startServer({ data })
  using client = clientOf(first.url)
  const station = await createStation(client, directory.path, 'station')
  const eventId = await sendEventTo(client, station)
  const [before] = await station.visits(1)
  first.kill('SIGTERM')
  await until('it is stopping', async () => {
    const response = await fetch(`${first.url}/_busbar/ready`)
    return response.status === 503
  })
  // It takes signals that come together for one, so the second one needs its distance.
  const again = setInterval(() => first.kill('SIGTERM'), 100)
  // Well below the ten seconds of grace that running invocations have.
  expect(await within(5_000, first.exited, 'the server ends')).toEqual({ code: 1, signal: null })
  clearInterval(again)
  await until('its function has noticed', () => !isEnvironment(before?.pid ?? 0))

  await using second = await startServer({ data })
  await station.visits(2)
  station.open()
  using restarted = clientOf(second.url)
  await restarted.settle()
  expect(await deliveryOf(restarted, eventId)).toMatchObject({ attempts: [{ number: 1 }] })
}, 60_000)
