import { Conflict } from '../../../domain/faults.ts'
import { layerVersionArn } from '../../../domain/layer.ts'
import { defineOperation } from '../../operation.ts'
import { string, structure } from '../../schema.ts'
import { revisionId } from '../fields.ts'
import { checkPolicySize, toStatement } from '../resource-policy.ts'
import { checkLayerPolicyRevision } from '../revision.ts'
import { layerName, statementId, versionNumber } from './layer-fields.ts'
import { checkVersionNumber, referToOwnLayer } from './layer-reference.ts'
import { changeLayer, requireLayerVersion, withVersion } from './layers.ts'

type AddLayerVersionPermissionInput = {
  LayerName: string
  VersionNumber: number
  StatementId: string
  Action: string
  Principal: string
  OrganizationId?: string
  RevisionId?: string
}

export const addLayerVersionPermission = defineOperation<AddLayerVersionPermissionInput>({
  service: 'lambda',
  name: 'AddLayerVersionPermission',
  input: structure(
    'AddLayerVersionPermissionRequest',
    {
      LayerName: layerName,
      VersionNumber: versionNumber,
      StatementId: statementId,
      Action: string({ min: 0, max: 22, pattern: 'lambda:GetLayerVersion' }),
      Principal: string({ pattern: '\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root' }),
      OrganizationId: string({ min: 0, max: 34, pattern: 'o-[a-z0-9]{10,32}' }),
      RevisionId: revisionId,
    },
    ['LayerName', 'VersionNumber', 'StatementId', 'Action', 'Principal'],
  ),
  async handle(input, { config, random }, { scope: caller }) {
    const { VersionNumber, StatementId, Action, Principal, OrganizationId } = input
    const reference = referToOwnLayer(caller, input.LayerName, 'AddLayerVersionPermission')
    checkVersionNumber(VersionNumber)
    const permission = {
      StatementId,
      Action,
      Principal,
      ...(OrganizationId !== undefined && { PrincipalOrgID: OrganizationId }),
    }
    const resource = layerVersionArn(reference.scope, reference.name, VersionNumber)
    const statement = toStatement(permission, resource)
    const policyRevision = random.uuid()
    await changeLayer(config, reference, (before) => {
      const { layer, found } = requireLayerVersion(before, reference, VersionNumber)
      const present = found.policy?.statements ?? []
      if (present.some(({ Sid }) => Sid === StatementId)) throw alreadyThere(StatementId)
      checkLayerPolicyRevision(input.RevisionId, found.policy?.revisionId)
      const statements = [...present, statement]
      checkPolicySize(statements)
      return withVersion(layer, { ...found, policy: { revisionId: policyRevision, statements } })
    })
    return { Statement: JSON.stringify(statement), RevisionId: policyRevision }
  },
})

function alreadyThere(sid: string): Conflict {
  return new Conflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  )
}
