import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createLogger } from '../../../src/platform/logger.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { anAttempt, anEvent, someWork, toRef } from '../builders.ts'

// Accepts events until it is killed. Says on standard output what was acknowledged: `accepted` with
// an event's id, `done` with the id of its work, which is the same.

const store = await openSqliteStore({
  directory: process.argv[2] ?? '',
  logger: createLogger('error'),
  onFatal(error) {
    say(`fatal ${error.message}\n`)
    process.exit(72)
  },
})

async function acceptUnit(size: number): Promise<void> {
  const events = Array.from({ length: size }, () => anEvent({ id: randomUUID() }))
  const work = events.map((event) => ({
    ...someWork({ id: event.id, event: toRef(event) }),
    lease: true,
  }))
  const { claims } = await store.accept({ events, work })
  say(events.map(({ id }) => `accepted ${id}\n`).join(''))
  const done = claims.filter((_, index) => index % 2 === 0)
  const attempt = anAttempt()
  await store.work.settle(done.map((claim) => ({ claim, next: 'done', attempt })))
  say(done.map(({ id }) => `done ${id}\n`).join(''))
}

/** At once, whatever becomes of this process; also while nobody has read what was said before. */
function say(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
  }
}

async function acceptForEver(size: number): Promise<never> {
  for (;;) await acceptUnit(size)
}

await Promise.all(Array.from({ length: 16 }, (_, index) => acceptForEver((index % 10) + 1)))
