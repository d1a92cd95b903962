import { join } from 'node:path'
import type { ReaderOptions } from './reader/reader-thread.ts'
import { startThread, type Thread } from './thread.ts'
import type { WriterOpened, WriterOptions } from './writer/writer-thread.ts'

export type Threads = {
  readonly writer: Thread<WriterOpened>
  readonly reader: Thread<null>
}

/** Starts both threads side by side; when one refuses, the other one is ended too. */
export async function startThreads({
  directory,
  migrationsDirectory,
  isTemporary,
  maxEventBytes,
  sharedTexts,
}: {
  readonly directory: string
  readonly migrationsDirectory: string
  readonly isTemporary: boolean
  readonly maxEventBytes: number
  readonly sharedTexts: SharedArrayBuffer
}): Promise<Threads> {
  const path = join(directory, 'busbar.db')
  const writerOptions: WriterOptions = {
    path,
    migrationsDirectory,
    durability: isTemporary ? 'off' : 'full',
    maxEventBytes,
    sharedTexts,
  }
  const readerOptions: ReaderOptions = {
    path,
    logsPath: join(directory, 'logs.db'),
    logsMigrationsDirectory: join(migrationsDirectory, 'logs'),
    logsDurability: isTemporary ? 'off' : 'normal',
  }
  const writerFile = new URL('./writer/writer-thread.ts', import.meta.url)
  const readerFile = new URL('./reader/reader-thread.ts', import.meta.url)
  const [writer, reader] = await Promise.allSettled([
    startThread<WriterOpened>(writerFile, writerOptions),
    startThread<null>(readerFile, readerOptions),
  ])
  if (writer.status === 'rejected') {
    if (reader.status === 'fulfilled') await reader.value.kill()
    throw writer.reason
  }
  if (reader.status === 'rejected') {
    await writer.value.kill()
    throw reader.reason
  }
  return { writer: writer.value, reader: reader.value }
}
