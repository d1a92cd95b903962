import { layerVersionArn } from '../../../domain/layer.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { Dependencies } from '../../dependencies.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { layerName, versionNumber } from './layer-fields.ts'
import {
  checkVersionNumber,
  denied,
  type LayerReference,
  mayRead,
  noSuchLayer,
  referToLayer,
} from './layer-reference.ts'
import { findLayerVersion } from './layers.ts'
import { toLayerVersion } from './wire-layer.ts'

type GetLayerVersionInput = { LayerName: string; VersionNumber: number }

export const getLayerVersion = defineOperation<GetLayerVersionInput>({
  service: 'lambda',
  name: 'GetLayerVersion',
  input: structure(
    'GetLayerVersionRequest',
    { LayerName: layerName, VersionNumber: versionNumber },
    ['LayerName', 'VersionNumber'],
  ),
  handle: (input, dependencies, { scope: caller }) =>
    readLayerVersion(
      dependencies,
      caller,
      referToLayer(caller, input.LayerName),
      input.VersionNumber,
    ),
})

/** @throws NotFound, AccessDenied when another account's policy does not let the caller read it. */
export async function readLayerVersion(
  { config, endpointUrl }: Dependencies,
  caller: Scope,
  reference: LayerReference,
  version: number,
): Promise<object> {
  checkVersionNumber(version)
  const found = await findLayerVersion(config, reference, version)
  if (!mayRead(caller, reference, found)) {
    const resource = layerVersionArn(reference.scope, reference.name, version)
    throw denied(caller, 'GetLayerVersion', resource)
  }
  if (found === undefined) throw noSuchLayer()
  return toLayerVersion(reference, found, endpointUrl())
}
