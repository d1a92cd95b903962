import { parentPort, workerData } from 'node:worker_threads'
import { describeFailure } from '../database/describe-failure.ts'
import { migrate } from '../database/migrate.ts'
import { type Durability, openDatabase, setDurability } from '../database/open-database.ts'
import { serveThread } from '../thread.ts'
import { commitInGroups } from './commit-in-groups.ts'
import { createCommitter } from './committer.ts'

export type WriterOptions = {
  readonly path: string
  readonly migrationsDirectory: string
  readonly durability: Durability
  readonly maxEventBytes: number
  readonly sharedTexts: SharedArrayBuffer
}

export type WriterOpened = Pick<ReturnType<typeof openWriter>, 'opened'>['opened']

const options: WriterOptions = workerData.options

serveThread(
  parentPort,
  () => openWriter(options),
  (error) => {
    const { kind, message } = describeFailure(error, options.path)
    return { message, isOurs: kind === 'fatal' || kind === 'full' }
  },
)

function openWriter({ path, migrationsDirectory, durability, ...rest }: WriterOptions) {
  // Migrations are atomic without waiting for the disk; the first commit waits for them too.
  const db = openDatabase(path, durability === 'off' ? 'off' : 'normal')
  migrate(db, migrationsDirectory)
  setDurability(db, durability)
  // A commit that copies the pages back keeps all others waiting: often, and few of them.
  db.pragma('wal_autocheckpoint = 1000')
  const committer = createCommitter(db, rest)

  return {
    opened: { epoch: committer.epoch, config: committer.readConfig() },
    take: commitInGroups(committer),
    close() {
      db.pragma('wal_checkpoint(truncate)')
      db.close()
    },
  }
}
