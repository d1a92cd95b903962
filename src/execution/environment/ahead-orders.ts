import type { InvokeOrder } from './messages.ts'
import type { Channel } from './process-launch.ts'

/** What goes to a process while it works on something else, at the end of the step in which it was asked for. */
export type AheadOrders = {
  /** Whether one may be sent: the channel knows them, and nothing is being taken back. */
  readonly isOpen: boolean
  send(order: InvokeOrder): void
  /** Asks for those that have not begun. */
  recall(): void
  /** They have come back. */
  returned(): void
}

/** @param channel - what leads to the process, as long as that is alive. */
export function createAheadOrders(channel: () => Channel | undefined): AheadOrders {
  let waiting: InvokeOrder[] = []
  let isRecalling = false

  const sendAll = () => {
    const orders = waiting
    waiting = []
    channel()?.send({ type: 'ahead', orders })
  }
  return {
    get isOpen() {
      return !isRecalling && channel()?.sendsAhead === true
    },
    send(order) {
      if (waiting.length === 0) process.nextTick(sendAll)
      waiting.push(order)
    },
    recall() {
      isRecalling = true
      // Behind what is still to be sent.
      process.nextTick(() => channel()?.send({ type: 'recall' }))
    },
    returned() {
      isRecalling = false
    },
  }
}
