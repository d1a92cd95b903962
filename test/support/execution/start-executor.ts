import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FunctionConfiguration } from '../../../src/domain/function.ts'
import type { Scope } from '../../../src/domain/scope.ts'
import { createCodeCache } from '../../../src/execution/code/code-cache.ts'
import { createLayerSets } from '../../../src/execution/code/layer-sets.ts'
import { createExecutor } from '../../../src/execution/create-executor.ts'
import type { Invocation, InvocationResult } from '../../../src/execution/executor.ts'
import type { InspectedFunction } from '../../../src/execution/inspection.ts'
import { createPythonInterpreters } from '../../../src/execution/runtimes/python-interpreters.ts'
import { createLogger } from '../../../src/platform/logger.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { systemRandom } from '../../../src/platform/random.ts'
import { realTimers } from '../../../src/platform/timers.ts'
import type { FunctionLogs } from '../../../src/store/function-logs.ts'
import { createInMemoryFunctionLogs } from '../in-memory-function-logs.ts'
import { createInMemoryBlobStore } from './in-memory-blob-store.ts'

export const SCOPE: Scope = { account: '111122223333', region: 'eu-west-1' }
export const START = Date.UTC(2026, 0, 31, 12)
export const SESSION_TOKEN = 'session-token'
export const ENDPOINT = 'http://127.0.0.1:4566'

/** Looked for once: on some machines that takes seconds. */
const pythons = createPythonInterpreters()

type Files = Readonly<Record<string, string>>
type CallOptions = Partial<Invocation> & {
  readonly caller?: 'synchronous' | 'asynchronous'
  readonly configuration?: FunctionConfiguration
}

type Options = {
  readonly maxEnvironments?: number
  readonly initLimitMs?: number
  readonly lifetimeMs?: number
  readonly freezes?: boolean
  readonly inspect?: InspectedFunction
  /** @default in memory, and readable with `logged` */
  readonly logs?: FunctionLogs
}

/** An executor with real processes, over a directory of its own that goes with it. */
export function startExecutor({ logs: given, ...options }: Options = {}) {
  const root = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const stateDirectory = join(root, 'state')
  const blobs = createInMemoryBlobStore()
  const code = createCodeCache({ blobs, directory: join(root, 'code') })
  const layerSets = createLayerSets({ code, directory: join(root, 'code'), random: systemRandom })
  const clock = createManualClock(START)
  const logs = given ?? createInMemoryFunctionLogs()
  const platform = { timers: realTimers, random: systemRandom, log: createLogger('silent') }
  const executor = createExecutor(
    { code, layerSets, logs, clock, ...platform },
    {
      stateDirectory,
      endpointUrl: () => ENDPOINT,
      sessionToken: SESSION_TOKEN,
      secretOf: (account) => `secret of ${account}`,
      maxEnvironments: 4,
      ...options,
      idleMs: 60_000,
      pythons,
    },
  )
  let requests = 0
  const toInvocation = (
    configuration: FunctionConfiguration,
    payload: unknown,
    changes: Partial<Invocation> = {},
  ): Invocation => {
    requests += 1
    return {
      requestId: `request-${requests}`,
      scope: SCOPE,
      configuration,
      invokedArn: `arn:aws:lambda:eu-west-1:111122223333:function:${configuration.functionName}`,
      payload: JSON.stringify(payload),
      ...changes,
    }
  }

  return {
    executor,
    blobs,
    code,
    clock,
    root,
    stateDirectory,

    /** A function whose code is these files. */
    define(
      files: Files | string,
      changes: Partial<FunctionConfiguration> = {},
    ): FunctionConfiguration {
      const functionName = changes.functionName ?? 'hello'
      const path = join(root, 'functions', functionName)
      const all = typeof files === 'string' ? { 'index.mjs': files } : files
      for (const [name, text] of Object.entries(all)) {
        mkdirSync(dirname(join(path, name)), { recursive: true })
        writeFileSync(join(path, name), text, { mode: name === 'bootstrap' ? 0o755 : 0o644 })
      }
      return aConfiguration({ functionName, code: { kind: 'directory', path }, ...changes })
    },

    call(
      configuration: FunctionConfiguration,
      payload: unknown = {},
      call: CallOptions = {},
    ): Promise<InvocationResult> {
      const { caller = 'synchronous', ...changes } = call
      return executor.invoke(toInvocation(configuration, payload, changes), caller)
    },

    /** Handed over, to follow what runs. */
    callAhead(configuration: FunctionConfiguration, payload: unknown = {}) {
      return executor.invokeAhead(toInvocation(configuration, payload))
    },

    /** Everything that was logged for a function, in order, with the stream of each line. */
    async logged(functionName = 'hello', name = `/aws/lambda/${functionName}`) {
      await logs.flush()
      const group = { ...SCOPE, group: name }
      return (await logs.read(group, { backwards: false, limit: 100_000 })) ?? []
    },

    /** The ids of the processes there are, the spare included. */
    processes: () => readdirSync(join(stateDirectory, 'processes')).map(Number),

    async [Symbol.asyncDispose]() {
      await executor.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

export function aConfiguration(
  changes: Partial<FunctionConfiguration> = {},
): FunctionConfiguration {
  return {
    functionName: 'hello',
    version: '$LATEST',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    role: 'arn:aws:iam::111122223333:role/test',
    description: '',
    timeoutSeconds: 10,
    memorySizeMb: 128,
    architecture: 'x86_64',
    code: { kind: 'directory', path: '/nowhere' },
    lastModifiedAt: START,
    revisionId: 'revision-1',
    state: 'Active',
    ...changes,
  }
}

/** What the function answered. */
export function answerOf({ payload }: { readonly payload: string }): unknown {
  return JSON.parse(payload)
}
