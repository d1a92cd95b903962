import type { ChildProcess } from 'node:child_process'
import { wallClockNow } from '../../platform/wall-clock.ts'
import { MAX_RESPONSE_BYTES } from '../error-payloads.ts'
import { type ExtendedDeps, startExtended } from '../extensions/start-extended.ts'
import { createLogFrames } from '../logs/log-frames.ts'
import { runtimeRoutes } from '../runtime-api/runtime-routes.ts'
import { type Answer, createRuntimeSession } from '../runtime-api/runtime-session.ts'
import type { FunctionProcess, ProcessRequest } from './function-process.ts'
import type { Chunk, Order, Reply } from './messages.ts'
import { peakMemoryKb } from './peak-memory.ts'
import type { ProcessLaunch, Wire } from './process-launch.ts'
import { RuntimeProcess } from './runtime-process.ts'

/** The file descriptor on which a runtime may frame its log, so that one message may have many lines. */
const LOG_FRAMES_FD = 3

export type RuntimeApiLaunch = Pick<
  ProcessLaunch,
  'file' | 'args' | 'argv0' | 'cwd' | 'variables' | 'memorySizeMb'
> & { readonly framesLog: boolean }

/** A process that speaks the Lambda Runtime API, on a port of its own. */
export async function startRuntimeApiProcess(
  deps: ExtendedDeps,
  request: ProcessRequest,
  launch: RuntimeApiLaunch,
  wrap: (launch: ProcessLaunch) => ProcessLaunch = (unchanged) => unchanged,
): Promise<FunctionProcess> {
  let wire: Wire | undefined
  let pid: number | undefined
  const measured = (reply: Bare<Reply>): Reply => ({ ...reply, maxRssKb: peakMemoryKb(pid) })
  const session = createRuntimeSession({
    onReady: () => wire?.reply(measured({ type: 'ready' })),
    onInitError: (error) => wire?.reply(measured({ ...error, exits: true })),
    onDone: (answer) => wire?.reply(measured(toReply(answer))),
  })
  const passOn = async (chunk: Chunk) => {
    await wire?.chunk(chunk)
  }
  const routes = runtimeRoutes({ session, maxBytes: MAX_RESPONSE_BYTES, passOn })

  const connect = (child: ChildProcess, connected: Wire) => {
    wire = connected
    pid = child.pid
    const frames = child.stdio[LOG_FRAMES_FD]
    const parser = createLogFrames(connected.output)
    frames?.on('data', (chunk: Buffer) => parser.push(chunk))
    return {
      // The init needs no order: the process knows everything from its environment.
      send: (order: Order) => void (order.type === 'invoke' && session.invoke(toInvocation(order))),
      given: () => session.given && measured(toReply(session.given)),
      close: () => void frames?.destroy(),
    }
  }
  return startExtended(
    deps,
    request,
    routes,
    (address) => new RuntimeProcess(deps, wrap({ ...withApi(launch, address), connect })),
  )
}

function withApi(launch: RuntimeApiLaunch, address: string) {
  const { framesLog, variables } = launch
  return {
    ...launch,
    variables: {
      ...variables,
      AWS_LAMBDA_RUNTIME_API: address,
      ...(framesLog && { _LAMBDA_TELEMETRY_LOG_FD: String(LOG_FRAMES_FD) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(framesLog ? ['pipe' as const] : [])] as const,
    ownBytes: 0,
  }
}

function toReply(answer: Answer): Bare<Reply> {
  return answer.type === 'failed' ? { ...answer, exits: false } : answer
}

function toInvocation(order: Extract<Order, { type: 'invoke' }>) {
  const { type: _type, remainingMs, ...rest } = order
  return { ...rest, deadlineMs: wallClockNow() + remainingMs }
}

type Bare<T> = T extends unknown ? Omit<T, 'maxRssKb'> : never
