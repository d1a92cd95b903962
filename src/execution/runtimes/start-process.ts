import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runtimeFamily } from '../../domain/runtime.ts'
import { EXEC_WRAPPER, throughWrapper } from '../environment/exec-wrapper.ts'
import { failedProcess } from '../environment/failed-process.ts'
import type {
  FunctionProcess,
  ProcessRequest,
  StartProcess,
} from '../environment/function-process.ts'
import { inspected, nodeLaunchWithVariables } from '../environment/node-launch.ts'
import type { ProcessLaunch } from '../environment/process-launch.ts'
import { startRuntimeApiProcess } from '../environment/runtime-api-process.ts'
import { RuntimeProcess } from '../environment/runtime-process.ts'
import type { SpareProcesses } from '../environment/spare-process.ts'
import { libraryPath } from '../environment/variables.ts'
import { extensionsIn } from '../extensions/extensions-in.ts'
import { type ExtendedDeps, startExtended } from '../extensions/start-extended.ts'
import type { Inspection } from '../inspection.ts'
import { findEntrypoint } from './find-entrypoint.ts'
import { isOfRuntime, missingPython, type PythonInterpreters } from './python-interpreters.ts'

const PYTHON_BOOTSTRAP = fileURLToPath(new URL('../bootstrap/python/bootstrap.py', import.meta.url))

/** Compiled files beside a developer's own would look like a change of them. */
const KEEP_CLEAN = 'keep-clean'

type StarterDeps = ExtendedDeps & {
  readonly spares: SpareProcesses
  readonly pythons: PythonInterpreters
  readonly inspection: Inspection
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

/** One with extensions waits for them; it has no need of their API itself. */
async function startNode(deps: StarterDeps, request: ProcessRequest): Promise<FunctionProcess> {
  const extensions = await extensionsIn(request.layersRoot)
  if (extensions.length === 0) return startBareNode(deps, request)
  return startExtended(deps, request, [], () => startBareNode(deps, request))
}

function startBareNode(deps: StarterDeps, request: ProcessRequest) {
  const { configuration, variables } = request
  const { memorySizeMb, environment = {} } = configuration
  const wrapper = variables[EXEC_WRAPPER]
  if (deps.inspection.concerns(configuration)) return startInspected(deps, request)
  if (wrapper === undefined) {
    const own = Object.keys(environment).map((name) => [name, variables[name] ?? ''])
    return deps.spares.take(memorySizeMb, { ...Object.fromEntries(own), ...libraries(request) })
  }
  return new RuntimeProcess(
    deps,
    throughWrapper(nodeLaunchWithVariables(memorySizeMb, variables), wrapper),
  )
}

/** The port is free once the process before it is gone: of these there is one at a time. */
function startInspected(deps: StarterDeps, { configuration, variables }: ProcessRequest) {
  const { memorySizeMb } = configuration
  const wrapper = variables[EXEC_WRAPPER]
  return deps.inspection.start(configuration, (port) => {
    const launch = inspected(nodeLaunchWithVariables(memorySizeMb, variables), port)
    return new RuntimeProcess(
      deps,
      wrapper === undefined ? launch : throughWrapper(launch, wrapper),
    )
  })
}

/** The system looks for them as a process starts; a function without any can have a spare one. */
function libraries({ taskRoot, layersRoot }: ProcessRequest): Record<string, string> {
  if (layersRoot === undefined || !existsSync(`${layersRoot}/lib`)) return {}
  return { LD_LIBRARY_PATH: libraryPath(taskRoot, layersRoot) }
}

async function startPython(deps: StarterDeps, request: ProcessRequest): Promise<FunctionProcess> {
  const { configuration, variables, taskRoot, note } = request
  const { runtime, memorySizeMb, code } = configuration
  const python = await deps.pythons.find(runtime)
  if (python === undefined) return invalidEntrypoint(deps, missingPython(runtime))
  if (!isOfRuntime(python, runtime)) {
    note(
      `busbar: ${runtime} is not on this machine; Python ${python.version} at ${python.path} runs the function`,
    )
  }
  const wrapper = variables[EXEC_WRAPPER]
  return startRuntimeApiProcess(
    deps,
    request,
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

async function startProvided(deps: StarterDeps, request: ProcessRequest): Promise<FunctionProcess> {
  const { configuration, variables, taskRoot, layersRoot } = request
  const entrypoint = await findEntrypoint(taskRoot, layersRoot)
  if ('problem' in entrypoint) return invalidEntrypoint(deps, entrypoint.problem)
  return startRuntimeApiProcess(deps, request, {
    ...entrypoint,
    cwd: taskRoot,
    variables,
    memorySizeMb: configuration.memorySizeMb,
    framesLog: false,
  })
}

function invalidEntrypoint({ timers }: StarterDeps, reason: string): FunctionProcess {
  return failedProcess(timers, { type: 'invalid-entrypoint', reason })
}
