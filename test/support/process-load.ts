import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { postAwsJson, postInvoke } from './process-client.ts'

/** What the server has taken on, over all its lives. */
export type Acknowledged = {
  /** Events and invocations by id, with the functions that must see them. */
  readonly owed: Map<string, readonly string[]>
  readonly rules: Set<string>
}

export type LoadEnd = {
  /** Requests that got an answer, by its status. */
  readonly answers: ReadonlyMap<number, number>
  /** Requests whose connection broke. */
  readonly unanswered: number
}

const PUTTING_CONNECTIONS = 3
const LONGEST_PAUSE_MS = 8

/** Notes nothing before its answer has arrived whole. */
export function createAcknowledged(): Acknowledged {
  return { owed: new Map(), rules: new Set() }
}

/**
 * Sends events, asynchronous invocations and new rules over several connections, until the server is gone or
 * `stop` is called.
 */
export function startLoad(url: string, random: () => number, acknowledged: Acknowledged) {
  const answers = new Map<number, number>()
  let unanswered = 0
  let isStopped = false

  async function repeat(send: () => Promise<number>): Promise<void> {
    while (!isStopped) {
      try {
        const status = await send()
        answers.set(status, (answers.get(status) ?? 0) + 1)
      } catch {
        // The connection broke: whatever it asked for may or may not have happened.
        unanswered += 1
        return
      }
      await wait(random() * LONGEST_PAUSE_MS)
    }
  }

  const connections = [
    ...Array.from({ length: PUTTING_CONNECTIONS }, () =>
      repeat(() => putEvents(url, random, acknowledged.owed)),
    ),
    repeat(() => invoke(url, acknowledged.owed)),
    repeat(() => putRule(url, acknowledged.rules)),
  ]
  const ended = Promise.all(connections).then((): LoadEnd => ({ answers, unanswered }))
  return {
    /** Resolves when the server is gone, or after `stop`. */
    ended,
    stop(): Promise<LoadEnd> {
      isStopped = true
      return ended
    },
  }
}

async function putEvents(url: string, random: () => number, owed: Acknowledged['owed']) {
  const batch = Array.from({ length: 1 + Math.floor(random() * 10) }, () => ({
    owedTo: random() < 0.5 ? ['near'] : ['near', 'far'],
    failsFirst: random() < 0.02,
  }))
  const response = await postAwsJson(url, 'PutEvents', {
    Entries: batch.map((detail) => ({
      Source: 'load',
      DetailType: 'Load',
      Detail: JSON.stringify(detail),
    })),
  })
  const answer = (await response.json()) as { Entries?: { EventId?: string }[] }
  for (const [index, { EventId }] of (answer.Entries ?? []).entries()) {
    if (EventId !== undefined) owed.set(EventId, batch[index]?.owedTo ?? [])
  }
  return response.status
}

async function invoke(url: string, owed: Acknowledged['owed']): Promise<number> {
  const [id, owedTo] = [randomUUID(), ['asked']]
  const response = await postInvoke(url, 'asked', 'Event', { id, detail: { owedTo } })
  await response.arrayBuffer()
  if (response.status === 202) owed.set(id, owedTo)
  return response.status
}

async function putRule(url: string, rules: Acknowledged['rules']): Promise<number> {
  const Name = `load-${randomUUID()}`
  const pattern = JSON.stringify({ source: ['nobody'] })
  const response = await postAwsJson(url, 'PutRule', { Name, EventPattern: pattern })
  await response.arrayBuffer()
  if (response.status === 200) rules.add(Name)
  return response.status
}
