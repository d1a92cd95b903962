import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ProcessClient } from './process-client.ts'

/** What the log says about the deliveries of all events. */
export type Deliveries = {
  readonly byStatus: Readonly<Record<string, number>>
  /** The most attempts that one delivery took. */
  readonly mostAttempts: number
}

type EventPage = {
  readonly events: readonly {
    readonly rules: readonly {
      readonly targets: readonly { readonly status: string; readonly attempts: unknown[] }[]
    }[]
  }[]
  readonly next?: string
}

/**
 * Lets a server with a manual clock do all that is left to do, retries included.
 *
 * @param minutes - of virtual time; the retries of a function come after one minute and two more.
 */
export async function drain(client: ProcessClient, minutes = 10): Promise<void> {
  await client.order('clock/advance', { seconds: minutes * 60, timeout: 300_000 })
}

/** Reads the whole log. */
export async function readDeliveries({ look }: ProcessClient): Promise<Deliveries> {
  const byStatus: Record<string, number> = {}
  let mostAttempts = 0
  let after: string | undefined
  do {
    const path = `events?limit=500${after === undefined ? '' : `&after=${after}`}`
    // The server is ours, and the tests of its answers are elsewhere.
    const page = (await look(path)) as EventPage
    for (const { status, attempts } of page.events.flatMap(targetsOf)) {
      byStatus[status] = (byStatus[status] ?? 0) + 1
      mostAttempts = Math.max(mostAttempts, attempts.length)
    }
    after = page.next
  } while (after !== undefined)
  return { byStatus, mostAttempts }
}

function targetsOf({ rules }: EventPage['events'][number]) {
  return rules.flatMap(({ targets }) => targets)
}

/** How much work a server that has stopped has left behind, whatever its state. */
export function workLeftIn(data: string): number {
  const db = new Database(join(data, 'busbar.db'), { readonly: true })
  try {
    return db.prepare<[], number>('select count(*) from work').pluck().get() ?? 0
  } finally {
    db.close()
  }
}
