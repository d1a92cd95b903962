import { afterAll, expect, it } from 'vitest'
import { until } from '../support/execution/until.ts'
import { clientOf } from '../support/process-client.ts'
import { isEnvironment } from '../support/process-orphans.ts'
import { endLeftovers, startServer, temporaryDirectory } from '../support/process-server.ts'
import {
  createStation,
  deliveryOf,
  sendEventTo,
  type WAYS_TO_WAIT,
} from '../support/process-stations.ts'

afterAll(endLeftovers)

const ways: (keyof typeof WAYS_TO_WAIT)[] = ['waits for something', 'loops without a break']

it.each(ways)(
  'runs an invocation again whose server was killed while the function %s, and counts one attempt',
  async (way) => {
    await using directory = await temporaryDirectory()
    const data = `${directory.path}/data`
    await using first = await startServer({ data })
    using client = clientOf(first.url)
    const station = await createStation(client, directory.path, 'station', way)
    const eventId = await sendEventTo(client, station)
    const [before] = await station.visits(1)
    await first.end('SIGKILL')
    // What loops does not notice that its server is gone.
    if (way === 'loops without a break') expect(isEnvironment(before?.pid ?? 0)).toBe(true)

    await using second = await startServer({ data })
    await until('the process of the dead server is gone', () => !isEnvironment(before?.pid ?? 0))
    const [, after] = await station.visits(2)
    expect(after?.pid).not.toBe(before?.pid)
    expect(after?.requestId).toBe(before?.requestId)
    station.open()
    using survivor = clientOf(second.url)
    await survivor.settle()
    expect(await deliveryOf(survivor, eventId)).toMatchObject({
      status: 'succeeded',
      attempts: [{ number: 1, outcome: 'succeeded' }],
    })
    expect(await station.visits(2)).toHaveLength(2)
    expect(await second.end('SIGTERM')).toEqual({ code: 0, signal: null })
    await until('no process is left', () => !isEnvironment(after?.pid ?? 0))
  },
  60_000,
)
