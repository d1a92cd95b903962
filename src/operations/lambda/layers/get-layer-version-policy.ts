import { NotFound } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { toPolicyDocument } from '../resource-policy.ts'
import { layerName, versionNumber } from './layer-fields.ts'
import { checkVersionNumber, referToOwnLayer } from './layer-reference.ts'
import { findLayer, requireLayerVersion } from './layers.ts'

type GetLayerVersionPolicyInput = { LayerName: string; VersionNumber: number }

export const getLayerVersionPolicy = defineOperation<GetLayerVersionPolicyInput>({
  service: 'lambda',
  name: 'GetLayerVersionPolicy',
  input: structure(
    'GetLayerVersionPolicyRequest',
    { LayerName: layerName, VersionNumber: versionNumber },
    ['LayerName', 'VersionNumber'],
  ),
  async handle({ LayerName, VersionNumber }, { config }, { scope: caller }) {
    const reference = referToOwnLayer(caller, LayerName, 'GetLayerVersionPolicy')
    checkVersionNumber(VersionNumber)
    const layer = await findLayer(config, reference)
    const { policy } = requireLayerVersion(layer, reference, VersionNumber).found
    if (policy === undefined) {
      throw new NotFound('No policy is associated with the given resource.')
    }
    return { Policy: toPolicyDocument(policy.statements), RevisionId: policy.revisionId }
  },
})
