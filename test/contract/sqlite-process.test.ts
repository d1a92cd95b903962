import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/platform/logger.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { idsOf } from './builders.ts'

const program = fileURLToPath(new URL('./processes/accepting-process.ts', import.meta.url))
const logger = createLogger('silent')

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'busbar-test-'))
})
afterEach(() => rm(directory, { recursive: true }))

describe('a process that accepts events', () => {
  it('loses nothing that it acknowledged when it is killed, and repeats nothing', async () => {
    const accepted = new Set<string>()
    const done = new Set<string>()
    for (const lines of [1, 300, 2_000]) {
      const child = start(process.execPath, [program, directory])
      await record(child, { accepted, done }, lines)
    }

    const store = await openStore()
    const { events } = await store.events.read({ order: 'oldest-first', limit: 1_000_000 })
    const claims = await store.work.claim('invocations', 9_000, { max: 1_000_000 })
    await store.stop()

    const logged = idsOf(events)
    expect(new Set(logged).size).toBe(logged.length)
    expect(without(accepted, new Set(logged))).toEqual([])
    const pending = new Set(idsOf(claims))
    expect(pending.size).toBe(claims.length)
    expect([...done].filter((id) => pending.has(id))).toEqual([])
    const histories = await withStore((opened) => opened.events.history([...accepted]))
    const lost = histories.filter(({ attempts, workId }) => {
      return attempts.length === 0 && !pending.has(workId)
    })
    expect(lost).toEqual([])
  }, 60_000)

  it('gives up when its disk fails, and keeps what it acknowledged', async () => {
    const accepted = new Set<string>()
    const done = new Set<string>()
    // The limit on the size of a file makes writing fail as a broken disk does. In blocks of 512.
    const limited = 'ulimit -f 8192; exec "$0" "$@"'
    const child = start('/bin/sh', ['-c', limited, process.execPath, program, directory])
    const ended = once(child, 'exit')
    const fatal = await record(child, { accepted, done }, Number.POSITIVE_INFINITY)
    expect(fatal).toEqual([
      `fatal The disk with ${join(directory, 'busbar.db')} failed (SQLITE_IOERR_WRITE).`,
    ])
    expect((await ended)[0]).toBe(72)

    const { events } = await withStore((store) =>
      store.events.read({ order: 'oldest-first', limit: 1_000_000 }),
    )
    expect(without(accepted, new Set(idsOf(events)))).toEqual([])
  }, 60_000)

  it('keeps a second one away, and says who it is', async () => {
    const child = start(process.execPath, [program, directory])
    await once(createInterface({ input: output(child) }), 'line')
    await expect(openStore()).rejects.toThrow(
      `The data directory ${directory} is used by another busbar (pid ${child.pid}).`,
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    await withStore(async () => {})
  }, 60_000)
})

type Record = { readonly accepted: Set<string>; readonly done: Set<string> }

/** Notes what the process acknowledges, and kills it after so many lines. @returns other lines. */
async function record(child: ChildProcess, { accepted, done }: Record, lines: number) {
  const others: string[] = []
  let seen = 0
  for await (const line of createInterface({ input: output(child) })) {
    seen += 1
    const [kind, id = ''] = line.split(' ')
    if (kind === 'accepted') accepted.add(id)
    else if (kind === 'done') done.add(id)
    else others.push(line)
    // Lines that were written before the kill still arrive, and count.
    if (seen === lines) child.kill('SIGKILL')
  }
  return others
}

function without(ids: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  return [...ids].filter((id) => !found.has(id))
}

function start(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

function output({ stdout }: ChildProcess) {
  if (stdout === null) throw new Error('Standard output is a pipe.')
  return stdout
}

function openStore() {
  const onFatal = (error: Error) => {
    throw error
  }
  return openSqliteStore({ directory, onFatal, logger })
}

async function withStore<T>(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>) {
  const store = await openStore()
  try {
    return await use(store)
  } finally {
    await store.stop()
  }
}
