import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '../../src/platform/logger.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import type { StoreHarness } from './store-harness.ts'

const logger = createLogger('silent')

/** A store in a directory of its own; an error that should end the process is thrown. */
export async function openSqliteHarness(): Promise<StoreHarness> {
  const root = await mkdtemp(join(tmpdir(), 'busbar-test-'))
  let generation = 0
  let directory = join(root, 'data-0')
  let store = await openStore(directory)

  return {
    get store() {
      return store
    },
    async restart() {
      await store.stop()
      store = await openStore(directory)
    },
    async crash() {
      const crashed = store
      generation += 1
      const copy = join(root, `data-${generation}`)
      await copyAsTheyAre(directory, copy)
      directory = copy
      store = await openStore(directory)
      await crashed.stop()
    },
    async dispose() {
      await store.stop()
      await rm(root, { recursive: true })
    },
  }
}

function openStore(directory: string): Promise<Store> {
  const onFatal = (error: Error) => {
    throw error
  }
  return openSqliteStore({ directory, onFatal, logger })
}

/** What the operating system holds of the files when a process is killed between two requests. */
async function copyAsTheyAre(from: string, to: string): Promise<void> {
  await mkdir(to)
  for (const file of ['busbar.db', 'busbar.db-wal', 'logs.db', 'logs.db-wal']) {
    await copyFile(join(from, file), join(to, file))
  }
}
