import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ECHO = fileURLToPath(new URL('./bare-echo.mjs', import.meta.url))

export type BareIpc = AsyncDisposable & { roundTrip(payload: string): Promise<unknown> }

/** The reference of every invocation: a child that does nothing but send a message back. */
export async function startBareIpc(): Promise<BareIpc> {
  const child = fork(ECHO, { serialization: 'advanced' })
  let answer: (message: unknown) => void = () => {}
  child.on('message', (message) => answer(message))
  const roundTrip = (payload: string) =>
    new Promise((resolve) => {
      answer = resolve
      child.send({ type: 'invoke', payload })
    })
  await roundTrip('')
  return {
    roundTrip,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
