import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, expect, it } from 'vitest'
import { arnOf, createFunction } from '../support/functions.ts'
import { clientOf, type ProcessClient } from '../support/process-client.ts'
import { endLeftovers, startServer, temporaryDirectory } from '../support/process-server.ts'

afterAll(endLeftovers)

const MINUTE = 60_000
const START_DATE = new URL('../support/process-start-date.mjs', import.meta.url)
/** Set for each start, five seconds into a minute: else the machine's clock could tick between two starts. */
const BEGIN = Date.parse('2026-03-02T08:00:05Z')
const NO_OP = 'export const handler = async () => {}'

/** A server whose frozen clock begins so long after the first one's. */
function startLater(data: string, laterMs: number) {
  return startServer({
    data,
    env: {
      BUSBAR_CLOCK: 'manual',
      NODE_OPTIONS: `--import=${START_DATE}`,
      START_DATE_MS: String(BEGIN + laterMs),
    },
  })
}

async function createSchedule({ events, lambda }: ProcessClient, expression: string) {
  await createFunction(lambda, 'ticked', NO_OP)
  await events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: expression }))
  await events.send(
    new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: '1', Arn: arnOf('ticked') }] }),
  )
}

type Tick = { readonly at: number; readonly status: string | undefined }

/** The ticks that have fired, oldest first. */
async function firedTicks(client: ProcessClient): Promise<Tick[]> {
  await client.settle()
  const { events } = (await client.look('events?limit=500')) as {
    events: { event: { time: string }; rules: { targets: { status: string }[] }[] }[]
  }
  return events
    .map(({ event, rules }) => ({
      at: Date.parse(event.time),
      status: rules[0]?.targets[0]?.status,
    }))
    .toReversed()
}

async function nowOf({ look }: ProcessClient): Promise<number> {
  const { now } = (await look('clock')) as { now: string }
  return Date.parse(now)
}

async function advance({ order }: ProcessClient, milliseconds: number): Promise<void> {
  await order('clock/advance', { milliseconds })
}

it.each(['rate(1 minute)', 'cron(* * * * ? *)'])(
  'fires only the latest of the ticks of %s that passed while it was dead, and none twice',
  async (expression) => {
    await using directory = await temporaryDirectory()
    const data = `${directory.path}/data`
    let fired: Tick[] = []

    {
      await using server = await startLater(data, 0)
      using client = clientOf(server.url)
      await createSchedule(client, expression)
      await advance(client, 2 * MINUTE)
      fired = await firedTicks(client)
      expect(fired).toHaveLength(2)
      await server.end('SIGKILL')
    }
    const [, second] = fired

    // Ten minutes later, and half a minute from any tick; killed again and again while it makes up for what it missed.
    for (const end of ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      await using server = await startLater(data, 10.5 * MINUTE)
      await server.end(end)
    }
    {
      await using server = await startLater(data, 10.5 * MINUTE)
      using client = clientOf(server.url)
      const now = await nowOf(client)
      fired = await firedTicks(client)
      expect(fired).toHaveLength(3)
      const { at = 0 } = fired[2] ?? {}
      expect(at).toBeLessThanOrEqual(now)
      expect(at).toBeGreaterThan(now - MINUTE)
      expect((at - (second?.at ?? 0)) % MINUTE).toBe(0)
      await server.end('SIGKILL')
    }

    // The clock of the machine was set back: what has fired has fired.
    {
      await using server = await startLater(data, 5.5 * MINUTE)
      using client = clientOf(server.url)
      await advance(client, 4 * MINUTE)
      expect(await firedTicks(client)).toEqual(fired)
      await advance(client, 2 * MINUTE)
      const after = await firedTicks(client)
      expect(after).toHaveLength(4)
      expect((after[3]?.at ?? 0) - (fired[2]?.at ?? 0)).toBe(MINUTE)
      expect(after.map(({ status }) => status)).toEqual(Array(4).fill('succeeded'))
      expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
    }
  },
  60_000,
)
