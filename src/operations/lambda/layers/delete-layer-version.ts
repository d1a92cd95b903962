import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { layerName, versionNumber } from './layer-fields.ts'
import { checkVersionNumber, referToOwnLayer } from './layer-reference.ts'
import { changeLayer, findLayerVersion, requireLayerVersion } from './layers.ts'

type DeleteLayerVersionInput = { LayerName: string; VersionNumber: number }

export const deleteLayerVersion = defineOperation<DeleteLayerVersionInput>({
  service: 'lambda',
  name: 'DeleteLayerVersion',
  input: structure(
    'DeleteLayerVersionRequest',
    { LayerName: layerName, VersionNumber: versionNumber },
    ['LayerName', 'VersionNumber'],
  ),
  async handle({ LayerName, VersionNumber }, { config }, { scope: caller }) {
    const reference = referToOwnLayer(caller, LayerName, 'DeleteLayerVersion')
    checkVersionNumber(VersionNumber)
    // AWS answers the same when there is no such version.
    if ((await findLayerVersion(config, reference, VersionNumber)) === undefined) return {}
    await changeLayer(config, reference, (layer) => {
      const { layer: present } = requireLayerVersion(layer, reference, VersionNumber)
      const versions = present.versions.filter(({ version }) => version !== VersionNumber)
      return { ...present, versions }
    })
    return {}
  },
})
