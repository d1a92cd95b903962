import type { Layer, LayerVersion } from '../../../domain/layer.ts'
import { layerArn } from '../../../domain/layer.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { ConfigStore } from '../../../store/config-store.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { parseMarker, toMarker } from '../page.ts'
import { LARGEST_LAYER_PAGE, layerPageMembers } from './layer-fields.ts'
import { keyOf } from './layers.ts'
import { toListedVersion } from './wire-layer.ts'

export type LayerFilter = { CompatibleRuntime?: string; CompatibleArchitecture?: string }
type ListLayersInput = LayerFilter & { Marker?: string; MaxItems?: number }

const BATCH = 200

export const listLayers = defineOperation<ListLayersInput>({
  service: 'lambda',
  name: 'ListLayers',
  input: structure('ListLayersRequest', layerPageMembers),
  async handle(input, { config }, { scope }) {
    const { Marker, MaxItems = LARGEST_LAYER_PAGE } = input
    const page: object[] = []
    let last = ''
    for await (const layer of layersAfter(config, scope, parseMarker(Marker))) {
      const latest = layer.versions.findLast((version) => isMatching(version, input))
      if (latest === undefined) continue
      if (page.length === MaxItems) return { Layers: page, NextMarker: toMarker(last) }
      page.push(toListed({ scope, name: layer.name }, latest))
      last = layer.name
    }
    return { Layers: page }
  },
})

/** A version says what it is for; one that says nothing is found only by who asks for nothing. */
export function isMatching(version: LayerVersion, filter: LayerFilter): boolean {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = filter
  return (
    (runtime === undefined || version.compatibleRuntimes?.includes(runtime) === true) &&
    (architecture === undefined || version.compatibleArchitectures?.includes(architecture) === true)
  )
}

function toListed(reference: { scope: Scope; name: string }, latest: LayerVersion): object {
  return {
    LayerName: reference.name,
    LayerArn: layerArn(reference.scope, reference.name),
    LatestMatchingVersion: toListedVersion(reference, latest),
  }
}

/** In the order of names. */
export async function* layersAfter(
  config: ConfigStore,
  scope: Scope,
  marker: string | undefined,
): AsyncGenerator<Layer> {
  let after = marker === undefined ? undefined : keyOf({ scope, name: marker })
  do {
    const { items, next } = await config.list('layers', [scope.account, scope.region], {
      limit: BATCH,
      ...(after !== undefined && { after }),
    })
    for (const { doc } of items) yield doc
    after = next
  } while (after !== undefined)
}
