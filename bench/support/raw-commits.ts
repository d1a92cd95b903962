import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

const WINDOW = 128

/**
 * How many events a second plain better-sqlite3 commits on a thread of its own, with so many of them under
 * way: what queues up during a commit is the next one.
 */
export async function measureRawCommits(bytes: number, measureMs: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'busbar-raw-'))
  const worker = new Worker(new URL('./processes/raw-commits-worker.ts', import.meta.url), {
    workerData: { file: join(directory, 'raw.db') },
  })
  await once(worker, 'message')
  // Each event is a text of its own, as those of a server are.
  const texts = (count: number) =>
    Array.from({ length: count }, (_, n) => `${n}`.padEnd(bytes, 'x'))
  let committed = 0
  worker.on('message', (count: number) => {
    committed += count
    worker.postMessage(texts(count))
  })
  const started = performance.now()
  worker.postMessage(texts(WINDOW / 2))
  worker.postMessage(texts(WINDOW / 2))
  await new Promise((resolve) => setTimeout(resolve, measureMs))
  const rate = (committed / (performance.now() - started)) * 1_000
  await worker.terminate()
  rmSync(directory, { recursive: true })
  return rate
}
