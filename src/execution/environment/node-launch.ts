import { fileURLToPath } from 'node:url'
import { connectFrames } from './frame-channel.ts'
import type { ProcessLaunch } from './process-launch.ts'
import { BARE_VARIABLES } from './variables.ts'

const BOOTSTRAP = fileURLToPath(new URL('../bootstrap/bootstrap.cjs', import.meta.url))
/** A Node.js process that has loaded nothing holds about this much; it is not the function's. */
const OWN_BYTES = 64 * 1_024 * 1_024

/**
 * Busbar's own bootstrap, on a channel of frames.
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
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    memorySizeMb,
    ownBytes: OWN_BYTES,
    connect: connectFrames,
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
      const channel = connectFrames(child, wire)
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

/** Under the inspector, for a debugger on this machine. */
export function inspected(launch: ProcessLaunch, port: number): ProcessLaunch {
  return { ...launch, args: [`--inspect=127.0.0.1:${port}`, ...launch.args] }
}
