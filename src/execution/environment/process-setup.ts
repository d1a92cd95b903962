import { functionArn } from '../../domain/arn.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import type { Scope } from '../../domain/scope.ts'
import { tokenFor } from '../../platform/function-credentials.ts'
import type { Random } from '../../platform/random.ts'
import { MAX_RESPONSE_BYTES } from '../error-payloads.ts'
import type { InitializationType } from '../logs/platform-events.ts'
import type { ProcessRequest } from './function-process.ts'
import type { InvocationLog } from './invocation-log.ts'
import type { InitOrder } from './messages.ts'
import { environmentVariables } from './variables.ts'
import type { Directories } from './workspace.ts'

export type ProcessSetupDeps = {
  readonly random: Random
  readonly endpointUrl: () => string
  readonly sessionToken: string
  readonly secretOf: (account: string) => string
}

/** What is asked of the system, and then of the process, for an init. */
export type ProcessSetup = { readonly request: ProcessRequest; readonly order: InitOrder }

/** Tells everything that a process of one environment has to know of its function. */
export function createProcessSetup(
  deps: ProcessSetupDeps,
  scope: Scope,
  configuration: FunctionConfiguration,
  log: Pick<InvocationLog, 'stream' | 'note' | 'output' | 'extensions'>,
  initializationType: InitializationType,
): (directories: Directories, initLimitMs: number) => ProcessSetup {
  const { random, endpointUrl, sessionToken, secretOf } = deps
  const { functionName, version, handler } = configuration
  const { note, output, extensions: report } = log
  const about = { configuration, account: scope.account, note, output, report }

  return ({ bundle, ...directories }, initLimitMs) => {
    const variables = environmentVariables({
      scope,
      configuration,
      ...directories,
      endpointUrl: endpointUrl(),
      sessionToken: tokenFor(sessionToken, functionArn(scope, functionName, version)),
      secretAccessKey: secretOf(scope.account),
      logStream: log.stream,
      initializationType,
    })
    return {
      request: { ...about, variables, ...directories, initLimitMs },
      order: {
        type: 'init',
        environment: variables,
        taskRoot: directories.taskRoot,
        handler,
        ...(bundle && { bundle }),
        maxResponseBytes: MAX_RESPONSE_BYTES,
        mark: `\0${random.uuid()}\0`,
      },
    }
  }
}
