import type { FunctionCode, FunctionConfiguration } from '../domain/function.ts'
import { loggingOf } from '../domain/function-logging.ts'
import { isSameScope, type Scope } from '../domain/scope.ts'

/** Nearly always for one scope: equal strings that are one are compared at once. */
const known = new WeakMap<FunctionConfiguration, { readonly scope: Scope; readonly text: string }>()

/**
 * Which environments may run a configuration: those with an equal fingerprint. It holds everything that
 * the code sees, and leaves out what changes beside it, such as the state and the revision.
 */
export function fingerprint(scope: Scope, configuration: FunctionConfiguration): string {
  const last = known.get(configuration)
  if (last !== undefined && isSameScope(last.scope, scope)) return last.text
  const text = `${scope.account}:${scope.region}:${fingerprintOf(configuration)}`
  known.set(configuration, { scope, text })
  return text
}

function fingerprintOf(configuration: FunctionConfiguration): string {
  const { functionName, version, runtime, handler, role, timeoutSeconds } = configuration
  const { memorySizeMb, environment, architecture, code, layers = [] } = configuration
  const parts = [functionName, version, runtime, handler, role, timeoutSeconds, memorySizeMb]
  return JSON.stringify([
    ...parts,
    architecture,
    code.kind,
    placeOf(code),
    Object.entries(loggingOf(configuration)),
    Object.entries(environment ?? {}),
    layers.map((layer) => placeOf(layer.code)),
  ])
}

function placeOf(code: FunctionCode): string {
  switch (code.kind) {
    case 'zip':
      return code.sha256
    case 'directory':
      return code.path
    default:
      return code.uri
  }
}
