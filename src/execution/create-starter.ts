import { join } from 'node:path'
import type { FunctionConfiguration } from '../domain/function.ts'
import type { Scope } from '../domain/scope.ts'
import { lazy } from '../platform/lazy.ts'
import { createHandlerBundles } from './bundle/handler-bundles.ts'
import type { LocalEnvironment } from './environment/environment.ts'
import type { StartProcess } from './environment/function-process.ts'
import { createMemoryWatch } from './environment/memory-watch.ts'
import { ProcessEnvironment } from './environment/process-environment.ts'
import { createProcessRecords } from './environment/process-records.ts'
import { createSpareProcesses } from './environment/spare-process.ts'
import type { ExecutorDeps, ExecutorOptions } from './executor-options.ts'
import type { Inspection } from './inspection.ts'
import type { InitializationType } from './logs/platform-events.ts'
import { createPythonInterpreters } from './runtimes/python-interpreters.ts'

/** "Lambda execution environment lifecycle", init phase. */
const INIT_LIMIT_MS = 10_000

/** What environments are made of, built once; each starts its process with its first invocation. */
export function createStarter(
  deps: ExecutorDeps,
  options: ExecutorOptions,
  inspection: Inspection,
) {
  const { timers } = deps
  const {
    stateDirectory,
    endpointUrl,
    sessionToken,
    secretOf,
    initLimitMs = INIT_LIMIT_MS,
  } = options
  const { pythons = createPythonInterpreters(), freezes = false } = options
  const records = createProcessRecords(stateDirectory)
  const memory = createMemoryWatch(timers)
  const processDeps = { timers, memory, records }
  const spares = createSpareProcesses(processDeps)
  const directory = join(stateDirectory, 'bundles')
  const bundles = createHandlerBundles({ directory, timers, log: deps.log })
  const starter = lazy(async () => {
    const { createProcessStarter } = await import('./runtimes/start-process.ts')
    return createProcessStarter({
      ...processDeps,
      uuid: deps.random.uuid,
      spares,
      pythons,
      inspection,
    })
  })
  const startProcess: StartProcess = async (request) => (await starter())(request)
  const environmentDeps = {
    ...deps,
    records,
    bundles,
    startProcess,
    inspection,
    endpointUrl,
    sessionToken,
    secretOf,
    initLimitMs,
    freezes,
  }
  const start = (
    scope: Scope,
    configuration: FunctionConfiguration,
    onGone: () => void,
    initializationType: InitializationType,
  ): LocalEnvironment =>
    new ProcessEnvironment(environmentDeps, scope, configuration, onGone, initializationType)
  return { spares, pythons, bundles, start }
}
