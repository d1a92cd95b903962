import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FunctionConfiguration } from '../../domain/function.ts'
import { loggingOf } from '../../domain/function-logging.ts'
import { runtimeFamily } from '../../domain/runtime.ts'
import type { Scope } from '../../domain/scope.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import { AWS_LAYERS_ROOT, LAYERS_ROOT, withLayerPaths } from './layers-root.ts'

const RUNTIME_DIRECTORY = fileURLToPath(new URL('../bootstrap', import.meta.url))

const BARE_PATH = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)

/** What a process has before it knows its function; nothing of the server's own environment. */
export const BARE_VARIABLES: Readonly<Record<string, string>> = {
  LANG: 'en_US.UTF-8',
  PATH: `${BARE_PATH}${delimiter}/opt/bin`,
  TZ: ':UTC',
}

/**
 * The variables that a function sees: Lambda's own and then the function's ("Defined runtime
 * environment variables" in the Lambda Developer Guide).
 */
export function environmentVariables(options: {
  readonly scope: Scope
  readonly configuration: FunctionConfiguration
  readonly taskRoot: string
  /** What stands for `/opt`; absent for a function without layers. */
  readonly layersRoot?: string
  readonly temporaryDirectory: string
  readonly endpointUrl: string
  readonly sessionToken: string
  readonly secretAccessKey: string
  readonly logStream: string
  readonly initializationType: InitializationType
}): Record<string, string> {
  const { scope, configuration, taskRoot, temporaryDirectory, layersRoot } = options
  const opt = layersRoot ?? AWS_LAYERS_ROOT
  const logging = loggingOf(configuration)
  return {
    ...BARE_VARIABLES,
    _HANDLER: configuration.handler,
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: options.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
    ...(logging.format === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel,
    }),
    // The access key is the account, so that an SDK call of the function comes back to its own scope.
    AWS_ACCESS_KEY_ID: scope.account,
    AWS_SECRET_ACCESS_KEY: options.secretAccessKey,
    AWS_SESSION_TOKEN: options.sessionToken,
    AWS_ENDPOINT_URL: options.endpointUrl,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: RUNTIME_DIRECTORY,
    ...variablesOfRuntime(configuration.runtime, taskRoot, opt),
    ...(layersRoot !== undefined && {
      PATH: `${BARE_PATH}${delimiter}${layersRoot}/bin`,
      [LAYERS_ROOT]: layersRoot,
    }),
    PWD: taskRoot,
    // Without a home of its own, SDKs would read the user's ~/.aws.
    HOME: temporaryDirectory,
    TMPDIR: temporaryDirectory,
    ...withLayerPaths(configuration.environment ?? {}, opt),
  }
}

/**
 * Whether Node.js reads one of these variables as it starts, so that a process that runs already
 * cannot take them over.
 */
export function needsOwnStart(variables: Readonly<Record<string, string>>): boolean {
  return Object.keys(variables).some(
    (name) => READ_AT_START.some((prefix) => name.startsWith(prefix)) && name !== 'NODE_ENV',
  )
}

function variablesOfRuntime(
  runtime: string,
  taskRoot: string,
  opt: string,
): Record<string, string> {
  const AWS_EXECUTION_ENV = `AWS_Lambda_${runtime}`
  switch (runtimeFamily(runtime)) {
    case 'nodejs':
      return { AWS_EXECUTION_ENV, NODE_PATH: nodePath(runtime, taskRoot, opt) }
    case 'python':
      return {
        AWS_EXECUTION_ENV,
        PYTHONPATH: RUNTIME_DIRECTORY,
        LD_LIBRARY_PATH: libraryPath(taskRoot, opt),
      }
    default:
      // A function that brings its runtime is not told of one.
      return { LD_LIBRARY_PATH: libraryPath(taskRoot, opt) }
  }
}

export function libraryPath(taskRoot: string, opt: string): string {
  return ['/lib64', '/usr/lib64', taskRoot, `${taskRoot}/lib`, `${opt}/lib`].join(delimiter)
}

const READ_AT_START = ['NODE_', 'UV_', 'LD_', 'LANG', 'LC_', 'SSL_', 'OPENSSL_', 'MALLOC_']

function nodePath(runtime: string, taskRoot: string, opt: string): string {
  const major = runtime.replace('nodejs', '').replace('.x', '')
  return [
    `${opt}/nodejs/node${major}/node_modules`,
    `${opt}/nodejs/node_modules`,
    '/var/runtime/node_modules',
    '/var/runtime',
    taskRoot,
  ].join(delimiter)
}
