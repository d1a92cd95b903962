import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { parseMarker, toMarker } from '../page.ts'
import { LARGEST_LAYER_PAGE, layerName, layerPageMembers } from './layer-fields.ts'
import { referToOwnLayer } from './layer-reference.ts'
import { findLayer } from './layers.ts'
import { isMatching, type LayerFilter } from './list-layers.ts'
import { toListedVersion } from './wire-layer.ts'

type ListLayerVersionsInput = LayerFilter & {
  LayerName: string
  Marker?: string
  MaxItems?: number
}

export const listLayerVersions = defineOperation<ListLayerVersionsInput>({
  service: 'lambda',
  name: 'ListLayerVersions',
  input: structure('ListLayerVersionsRequest', { LayerName: layerName, ...layerPageMembers }, [
    'LayerName',
  ]),
  async handle(input, { config }, { scope: caller }) {
    const { Marker, MaxItems = LARGEST_LAYER_PAGE } = input
    const reference = referToOwnLayer(caller, input.LayerName, 'ListLayerVersions')
    const passed = Number(parseMarker(Marker) ?? Number.POSITIVE_INFINITY)
    const layer = await findLayer(config, reference)
    // The newest first.
    const rest = (layer?.versions ?? [])
      .filter((version) => version.version < passed && isMatching(version, input))
      .toReversed()
    const page = rest.slice(0, MaxItems)
    const last = rest.length > page.length ? page.at(-1) : undefined
    return {
      LayerVersions: page.map((version) => toListedVersion(reference, version)),
      ...(last && { NextMarker: toMarker(String(last.version)) }),
    }
  },
})
