import { defineOperation } from '../../operation.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import { structure } from '../../schema.ts'
import { withoutUndefined } from '../../without-undefined.ts'
import { description } from '../fields.ts'
import {
  allowedPublishers,
  codeSigningConfigArn,
  requireConfig,
  toWire,
  type WirePublishers,
} from './code-signing-configs.ts'
import { checkPolicies, codeSigningPolicies, type WirePolicies } from './code-signing-policies.ts'

type UpdateCodeSigningConfigInput = {
  CodeSigningConfigArn: string
  Description?: string
  AllowedPublishers?: WirePublishers
  CodeSigningPolicies?: WirePolicies
}

export const updateCodeSigningConfig = defineOperation<UpdateCodeSigningConfigInput>({
  service: 'lambda',
  name: 'UpdateCodeSigningConfig',
  input: structure(
    'UpdateCodeSigningConfigRequest',
    {
      CodeSigningConfigArn: codeSigningConfigArn,
      Description: description,
      AllowedPublishers: allowedPublishers,
      CodeSigningPolicies: codeSigningPolicies,
    },
    ['CodeSigningConfigArn'],
  ),
  async handle(input, { config, clock }, { scope }) {
    checkPolicies(input.CodeSigningPolicies)
    const changes = withoutUndefined({
      description: input.Description,
      signingProfileVersionArns: input.AllowedPublishers?.SigningProfileVersionArns,
    })
    const updated = await retryOnConflict(async () => {
      const { key, doc, revision } = await requireConfig(config, scope, input.CodeSigningConfigArn)
      const changed = { ...doc, ...changes, lastModifiedAt: clock.now() }
      await config.put('code_signing_configs', key, changed, { revision })
      return changed
    })
    return { CodeSigningConfig: toWire(scope, updated) }
  },
})
