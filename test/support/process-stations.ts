import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { until } from './execution/until.ts'
import { arnOf, createFunction } from './functions.ts'
import type { ProcessClient } from './process-client.ts'

/** What a function said, one per run: which process it was and which request it served. */
export type Visit = { readonly pid: number; readonly requestId: string }

export type Station = {
  readonly name: string
  /** Resolves once the function has been entered so often. */
  visits(count: number): Promise<readonly Visit[]>
  /** Lets those that wait, and all after them, go on. */
  open(): void
}

/** How a function passes the time until its station opens. */
export const WAYS_TO_WAIT = {
  'waits for something': 'while (isWaiting()) await new Promise((go) => setTimeout(go, 5))',
  'loops without a break': 'while (isWaiting());',
} as const

/** A function that says that it runs, and then stays until the test lets it go. */
export async function createStation(
  { lambda }: ProcessClient,
  directory: string,
  name: string,
  way: keyof typeof WAYS_TO_WAIT = 'waits for something',
): Promise<Station> {
  const source = `
    import { appendFileSync, existsSync } from 'node:fs'
    const { visits, gate } = process.env
    // When the test has failed and its directory is gone, nobody would ever open the gate.
    const isWaiting = () => existsSync(visits) && !existsSync(gate)
    export const handler = async (event, { awsRequestId }) => {
      appendFileSync(visits, process.pid + ' ' + awsRequestId + '\\n')
      ${WAYS_TO_WAIT[way]}
      return 'went on'
    }`
  const [visits, gate] = [join(directory, `${name}-visits`), join(directory, `${name}-gate`)]
  writeFileSync(visits, '')
  await createFunction(lambda, name, source, {
    Timeout: 600,
    Environment: { Variables: { visits, gate } },
  })
  return {
    name,
    visits: (count) =>
      until(`${name} is entered ${count} times`, () => {
        const lines = readFileSync(visits, 'utf8').split('\n').slice(0, -1)
        return lines.length >= count && lines.map(toVisit)
      }),
    open: () => writeFileSync(gate, ''),
  }
}

/** Sends an event to the function by way of a rule. @returns the event's id. */
export async function sendEventTo({ events }: ProcessClient, { name }: Station): Promise<string> {
  const pattern = JSON.stringify({ source: [name] })
  await events.send(new PutRuleCommand({ Name: name, EventPattern: pattern }))
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: '1', Arn: arnOf(name) }] }))
  const { Entries } = await events.send(
    new PutEventsCommand({ Entries: [{ Source: name, DetailType: 'x', Detail: '{}' }] }),
  )
  return Entries?.[0]?.EventId ?? ''
}

/** How the one delivery of an event went, as the log tells it. */
export async function deliveryOf({ look }: ProcessClient, eventId: string): Promise<unknown> {
  const { buses } = (await look(`events/${eventId}`)) as {
    buses: { rules: { targets: unknown[] }[] }[]
  }
  return buses[0]?.rules[0]?.targets[0]
}

function toVisit(line: string): Visit {
  const [pid, requestId = ''] = line.split(' ')
  return { pid: Number(pid), requestId }
}
