import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Chunk, type Order, parseChunk, parseReply, parseReturned } from './messages.ts'
import type { Channel, ProcessLaunch, Wire } from './process-launch.ts'
import { BARE_VARIABLES } from './variables.ts'

const BOOTSTRAP = fileURLToPath(new URL('../bootstrap/bootstrap.mjs', import.meta.url))
/** A Node.js process that has loaded nothing holds about this much; it is not the function's. */
const OWN_BYTES = 64 * 1_024 * 1_024

/**
 * Busbar's own bootstrap, over Node's IPC channel.
 *
 * @param variables - those that must be there as it starts, beside the bare ones.
 */
export function nodeLaunch(
  memorySizeMb: number,
  variables: Readonly<Record<string, string>> = {},
): ProcessLaunch {
  return {
    file: process.execPath,
    args: [`--max-old-space-size=${memorySizeMb}`, BOOTSTRAP],
    cwd: '/',
    variables: { ...BARE_VARIABLES, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    memorySizeMb,
    ownBytes: OWN_BYTES,
    connect: connectIpc,
  }
}

/** For a process that has its variables from its start, and keeps what was done to them since. */
export function nodeLaunchWithVariables(
  memorySizeMb: number,
  variables: Readonly<Record<string, string>>,
): ProcessLaunch {
  return {
    ...nodeLaunch(memorySizeMb, variables),
    connect(child, wire) {
      const channel = connectIpc(child, wire)
      return {
        ...channel,
        send(order) {
          if (order.type !== 'init') return channel.send(order)
          const { environment: _inherited, ...rest } = order
          channel.send(rest)
        },
      }
    },
  }
}

function connectIpc(child: ChildProcess, wire: Wire): Channel {
  // A channel that has just closed tells of it as an error of the process.
  const send = (order: Order) => void child.send(order)
  /** The handler waits before it is too far ahead of whoever reads its response. */
  const passOn = async (chunk: Chunk) => {
    if (await wire.chunk(chunk)) send({ type: 'taken', bytes: chunk.bytes.byteLength })
  }
  child.on('message', (message) => {
    const reply = parseReply(message)
    if (reply !== undefined) return wire.reply(reply)
    const chunk = parseChunk(message)
    if (chunk !== undefined) return void passOn(chunk)
    const returned = parseReturned(message)
    if (returned !== undefined) wire.returned(returned)
  })
  return { send, sendsAhead: true }
}

/** Under the inspector, for a debugger on this machine. */
export function inspected(launch: ProcessLaunch, port: number): ProcessLaunch {
  return { ...launch, args: [`--inspect=127.0.0.1:${port}`, ...launch.args] }
}
