import { NotFound } from '../../../domain/faults.ts'
import { type Layer, type LayerVersion, layerVersionArn } from '../../../domain/layer.ts'
import type { ConfigStore, Key } from '../../../store/config-store.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import type { LayerReference } from './layer-reference.ts'

export async function findLayerVersion(
  config: ConfigStore,
  reference: LayerReference,
  version: number,
): Promise<LayerVersion | undefined> {
  const layer = (await config.get('layers', keyOf(reference)))?.doc
  return layer?.versions.find((one) => one.version === version)
}

export async function findLayer(
  config: ConfigStore,
  reference: LayerReference,
): Promise<Layer | undefined> {
  return (await config.get('layers', keyOf(reference)))?.doc
}

/** Reads, decides and writes, again when somebody else wrote in between. */
export function changeLayer(
  config: ConfigStore,
  reference: LayerReference,
  decide: (layer: Layer | undefined) => Layer,
): Promise<Layer> {
  return retryOnConflict(async () => {
    const stored = await config.get('layers', keyOf(reference))
    const changed = decide(stored?.doc)
    if (changed === stored?.doc) return changed
    const expect = stored ? { revision: stored.revision } : 'absent'
    return (await config.put('layers', keyOf(reference), changed, expect)).doc
  })
}

/** @throws NotFound in the words of the operations on a version's policy. */
export function requireLayerVersion(
  layer: Layer | undefined,
  { scope, name }: LayerReference,
  version: number,
): { readonly layer: Layer; readonly found: LayerVersion } {
  const found = layer?.versions.find((one) => one.version === version)
  if (layer !== undefined && found !== undefined) return { layer, found }
  const arn = layerVersionArn(scope, name, version)
  throw new NotFound(`Layer version ${arn} does not exist.`)
}

export function withVersion(layer: Layer, changed: LayerVersion): Layer {
  const versions = layer.versions.map((one) => (one.version === changed.version ? changed : one))
  return { ...layer, versions }
}

export function keyOf({ scope, name }: LayerReference): Key {
  return [scope.account, scope.region, name]
}
