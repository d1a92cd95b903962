import { fileURLToPath } from 'node:url'
import { runtimeFamily } from '../../domain/runtime.ts'
import { EXEC_WRAPPER, throughWrapper } from '../environment/exec-wrapper.ts'
import { failedProcess } from '../environment/failed-process.ts'
import type {
  FunctionProcess,
  ProcessRequest,
  StartProcess,
} from '../environment/function-process.ts'
import { nodeLaunchWithVariables } from '../environment/node-launch.ts'
import { startRuntimeApiProcess } from '../environment/runtime-api-process.ts'
import {
  type ProcessDeps,
  type ProcessLaunch,
  RuntimeProcess,
} from '../environment/runtime-process.ts'
import type { SpareProcesses } from '../environment/spare-process.ts'
import { findEntrypoint } from './find-entrypoint.ts'
import { candidates, isOfRuntime, type PythonInterpreters } from './python-interpreters.ts'

const PYTHON_BOOTSTRAP = fileURLToPath(new URL('../bootstrap/python/bootstrap.py', import.meta.url))

/** Compiled files beside a developer's own would look like a change of them. */
const KEEP_CLEAN = 'keep-clean'

type StarterDeps = ProcessDeps & {
  readonly spares: SpareProcesses
  readonly pythons: PythonInterpreters
}

/** The one place that knows what runs which runtime. */
export function createProcessStarter(deps: StarterDeps): StartProcess {
  return async (request) => {
    switch (runtimeFamily(request.configuration.runtime)) {
      case 'nodejs':
        return startNode(deps, request)
      case 'python':
        return startPython(deps, request)
      default:
        return startProvided(deps, request)
    }
  }
}

function startNode(deps: StarterDeps, { configuration, variables }: ProcessRequest) {
  const { memorySizeMb, environment = {} } = configuration
  const wrapper = environment[EXEC_WRAPPER]
  if (wrapper === undefined) return deps.spares.take(memorySizeMb, environment)
  return new RuntimeProcess(
    deps,
    throughWrapper(nodeLaunchWithVariables(memorySizeMb, variables), wrapper),
  )
}

async function startPython(
  deps: StarterDeps,
  { configuration, variables, taskRoot, note }: ProcessRequest,
): Promise<FunctionProcess> {
  const { runtime, memorySizeMb, code } = configuration
  const python = await deps.pythons.find(runtime)
  if (python === undefined) return failedProcess(deps.timers, missingPython(runtime))
  if (!isOfRuntime(python, runtime)) {
    note(
      `busbar: ${runtime} is not on this machine; Python ${python.version} at ${python.path} runs the function`,
    )
  }
  const wrapper = variables[EXEC_WRAPPER]
  return startRuntimeApiProcess(
    deps,
    {
      file: python.path,
      args: ['-u', PYTHON_BOOTSTRAP, ...(code.kind === 'directory' ? [KEEP_CLEAN] : [])],
      cwd: taskRoot,
      variables,
      memorySizeMb,
      framesLog: true,
    },
    (launch: ProcessLaunch) => (wrapper === undefined ? launch : throughWrapper(launch, wrapper)),
  )
}

async function startProvided(
  deps: StarterDeps,
  { configuration, variables, taskRoot }: ProcessRequest,
): Promise<FunctionProcess> {
  const entrypoint = await findEntrypoint(taskRoot)
  if ('problem' in entrypoint) return failedProcess(deps.timers, entrypoint.problem)
  return startRuntimeApiProcess(deps, {
    ...entrypoint,
    cwd: taskRoot,
    variables,
    memorySizeMb: configuration.memorySizeMb,
    framesLog: false,
  })
}

/** What to say where no interpreter was found. */
export function missingPython(runtime: string): string {
  const tried = candidates(runtime).join(' nor ')
  return `Couldn't find an interpreter for ${runtime}: neither ${tried} on the path of this server is Python 3.8 or later`
}
