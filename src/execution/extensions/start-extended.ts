import { failedProcess } from '../environment/failed-process.ts'
import type { FunctionProcess, ProcessRequest } from '../environment/function-process.ts'
import type { ProcessDeps } from '../environment/runtime-process.ts'
import { type Route, startApiServer } from '../runtime-api/api-server.ts'
import { ExtendedProcess } from './extended-process.ts'
import { ExtensionHost } from './extension-host.ts'
import { extensionRoutes } from './extension-routes.ts'
import { extensionsIn } from './extensions-in.ts'

export type ExtendedDeps = ProcessDeps & { readonly uuid: () => string }

/**
 * Starts a function's process with an API server of its own, and after the extensions of its layers, as Lambda does:
 * they may want to be there before the runtime is.
 *
 * @param routes - what else the server answers to.
 * @param start - is given the server's address, as `host:port`.
 */
export async function startExtended(
  deps: ExtendedDeps,
  request: ProcessRequest,
  routes: readonly Route[],
  start: (address: string) => FunctionProcess | Promise<FunctionProcess>,
): Promise<FunctionProcess> {
  const { timers, uuid } = deps
  const { configuration, account, layersRoot, initLimitMs, report } = request
  const { functionName, version: functionVersion, handler } = configuration
  const host = new ExtensionHost(deps)
  const told = { functionName, functionVersion, handler, accountId: account }
  const api = await startApiServer([...routes, ...extensionRoutes(host.register, told, uuid)])
  const startedAtMs = timers.mono()
  const end = async (reason: 'timeout' | 'failure') => {
    await host.shutdown(reason)
    api.close()
  }
  const names = await extensionsIn(layersRoot)
  if (layersRoot !== undefined && names.length > 0) {
    const waited = await host.start({ ...request, names, layersRoot }, api.address, initLimitMs)
    if (waited !== undefined) {
      report(host.statuses())
      return waited === 'timed-out'
        ? failedProcess(timers, { type: 'timed-out' }, end('timeout'))
        : failedProcess(timers, { type: 'extension-failed', ...waited }, end('failure'))
    }
  }
  try {
    const process = await start(api.address)
    return new ExtendedProcess({ timers, process, host, api, startedAtMs, report })
  } catch (error) {
    await end('failure')
    throw error
  }
}
