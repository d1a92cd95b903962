import { AccessDenied, InvalidInput, NotFound } from '../../../domain/faults.ts'
import type { LayerVersion } from '../../../domain/layer.ts'
import { layerVersionArn } from '../../../domain/layer.ts'
import { isAllowed } from '../../../domain/policy/is-allowed.ts'
import type { Scope } from '../../../domain/scope.ts'

/** Which layer a request means. */
export type LayerReference = { readonly scope: Scope; readonly name: string }

const ARN =
  /^arn:[^:]+:lambda:(?<region>[^:]+):(?<account>\d{12}):layer:(?<name>[^:]+)(?::(?<version>\d+))?$/

/** Reads the ARN of a layer, or of a version of one. */
export function parseLayerArn(
  arn: string,
): (LayerReference & { readonly version: number }) | undefined {
  const { region, account, name, version } = ARN.exec(arn)?.groups ?? {}
  if (region === undefined || account === undefined || name === undefined) return undefined
  return { scope: { region, account }, name, version: Number(version) }
}

/** Reads a name or an ARN. @throws NotFound for a layer of another region. */
export function referToLayer(caller: Scope, given: string): LayerReference {
  const parsed = parseLayerArn(given)
  if (parsed === undefined) return { scope: caller, name: given }
  if (parsed.scope.region !== caller.region) throw noSuchLayer()
  return { scope: parsed.scope, name: parsed.name }
}

/** For what only the layer's own account may do. @throws AccessDenied */
export function referToOwnLayer(caller: Scope, given: string, action: string): LayerReference {
  const reference = referToLayer(caller, given)
  if (reference.scope.account === caller.account) return reference
  throw denied(caller, action, given)
}

/** @throws InvalidInput */
export function checkVersionNumber(version: number): void {
  if (version < 1) throw new InvalidInput('Layer Version Cannot be less than 1')
}

/** Another account reads what the version's policy allows. */
export function mayRead(
  caller: Scope,
  { scope, name }: LayerReference,
  found: LayerVersion | undefined,
): boolean {
  if (scope.account === caller.account) return true
  return isAllowed(found?.policy?.statements ?? [], {
    principal: { kind: 'account', account: caller.account },
    action: 'lambda:GetLayerVersion',
    resource: layerVersionArn(scope, name, found?.version ?? 0),
  })
}

export function denied(caller: Scope, action: string, resource: string): AccessDenied {
  return new AccessDenied(
    `User: arn:aws:iam::${caller.account}:root is not authorized to perform: lambda:${action} on resource: ${resource} because no resource-based policy allows the lambda:${action} action`,
  )
}

export function noSuchLayer(): NotFound {
  return new NotFound('The resource you requested does not exist.')
}
