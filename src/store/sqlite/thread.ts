import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from './store-unavailable.ts'

/** The first message of a thread: what it has opened, or why it could not. */
export type FirstMessage<Opened> =
  | { readonly opened: Opened }
  | { readonly refused: { readonly message: string; readonly isOurs: boolean } }

/** A thread that answers messages, in whatever order and number the two sides agree on. */
export type Thread<Opened> = {
  readonly opened: Opened
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the thread ends without being asked to. */
  onLoss(listener: (error: Error) => void): void
  /** Asks the thread to close its files, and waits until it has ended. */
  close(): Promise<void>
  /** Ends the thread as it is. */
  kill(): Promise<void>
}

const START = new URL('./thread-start.mjs', import.meta.url)

/**
 * Of what a thread has just made, nearly nothing lives longer than a request; without a limit, the space for
 * it grows to a hundred megabytes under load, and stays.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 }

/**
 * @param file - what the thread runs; it finds the options in `workerData.options`.
 * @throws StoreUnavailable when the thread refuses to open its files.
 */
export async function startThread<Opened>(file: URL, options: object): Promise<Thread<Opened>> {
  const workerData = { file: file.href, options }
  // Flags of this process, for example of a test runner, are not for the thread.
  const worker = new Worker(START, { workerData, execArgv: [], resourceLimits: RESOURCE_LIMITS })
  const exited = once(worker, 'exit')
  // `exited` is awaited by close(); until then an error reaches onLoss.
  exited.catch(() => {})
  const [first]: [FirstMessage<Opened>] = (await once(worker, 'message')) as [FirstMessage<Opened>]
  if ('refused' in first) {
    await worker.terminate()
    throw toError(first.refused)
  }

  let isEnding = false
  return {
    opened: first.opened,
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.on('message', listener)
    },
    onLoss(listener) {
      worker.on('error', listener)
      worker.on('exit', () => {
        if (!isEnding) listener(new Error('A thread of the store ended.'))
      })
    },
    async close() {
      isEnding = true
      worker.postMessage('close')
      await exited
    },
    async kill() {
      isEnding = true
      await worker.terminate()
    },
  }
}

function toError({ message, isOurs }: { message: string; isOurs: boolean }): Error {
  return isOurs ? new StoreUnavailable(message) : new Error(message)
}

/** The thread's side: opens, reports, then takes each message until it is told to close. */
export function serveThread<Opened, Message>(
  port: MessagePort | null,
  open: () => {
    opened: Opened
    take: (message: Message, reply: (answer: unknown) => void) => void
    close: () => void
  },
  describe: (error: unknown) => { message: string; isOurs: boolean },
): void {
  if (port === null) throw new Error('This file runs as a thread of the store.')
  const post = (message: FirstMessage<Opened>) => port.postMessage(message)
  const reply = (answer: unknown) => port.postMessage(answer)
  try {
    const { opened, take, close } = open()
    port.on('message', (message: Message | 'close') => {
      if (message !== 'close') return take(message, reply)
      close()
      port.close()
    })
    post({ opened })
  } catch (error) {
    post({ refused: describe(error) })
  }
}
