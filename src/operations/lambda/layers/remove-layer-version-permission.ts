import { NotFound } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { revisionId } from '../fields.ts'
import { checkLayerPolicyRevision } from '../revision.ts'
import { layerName, statementId, versionNumber } from './layer-fields.ts'
import { checkVersionNumber, referToOwnLayer } from './layer-reference.ts'
import { changeLayer, requireLayerVersion, withVersion } from './layers.ts'

type RemoveLayerVersionPermissionInput = {
  LayerName: string
  VersionNumber: number
  StatementId: string
  RevisionId?: string
}

export const removeLayerVersionPermission = defineOperation<RemoveLayerVersionPermissionInput>({
  service: 'lambda',
  name: 'RemoveLayerVersionPermission',
  input: structure(
    'RemoveLayerVersionPermissionRequest',
    {
      LayerName: layerName,
      VersionNumber: versionNumber,
      StatementId: statementId,
      RevisionId: revisionId,
    },
    ['LayerName', 'VersionNumber', 'StatementId'],
  ),
  async handle(input, { config, random }, { scope: caller }) {
    const { VersionNumber, StatementId } = input
    const reference = referToOwnLayer(caller, input.LayerName, 'RemoveLayerVersionPermission')
    checkVersionNumber(VersionNumber)
    const policyRevision = random.uuid()
    await changeLayer(config, reference, (before) => {
      const { layer, found } = requireLayerVersion(before, reference, VersionNumber)
      checkLayerPolicyRevision(input.RevisionId, found.policy?.revisionId)
      const { policy, ...rest } = found
      const statements = policy?.statements.filter(({ Sid }) => Sid !== StatementId) ?? []
      if (statements.length === (policy?.statements.length ?? 0)) {
        throw new NotFound(`Statement ${StatementId} is not found in resource policy.`)
      }
      return withVersion(layer, {
        ...rest,
        ...(statements.length > 0 && { policy: { revisionId: policyRevision, statements } }),
      })
    })
    return {}
  },
})
