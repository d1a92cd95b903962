import type { CodeSigningConfig } from '../../../domain/code-signing-config.ts'
import { defineOperation } from '../../operation.ts'
import { map, refused, string, structure } from '../../schema.ts'
import { description } from '../fields.ts'
import { allowedPublishers, keyOf, toWire, type WirePublishers } from './code-signing-configs.ts'
import { checkPolicies, codeSigningPolicies, type WirePolicies } from './code-signing-policies.ts'

type CreateCodeSigningConfigInput = {
  Description?: string
  AllowedPublishers: WirePublishers
  CodeSigningPolicies?: WirePolicies
}

export const createCodeSigningConfig = defineOperation<CreateCodeSigningConfigInput>({
  service: 'lambda',
  name: 'CreateCodeSigningConfig',
  input: structure(
    'CreateCodeSigningConfigRequest',
    {
      Description: description,
      AllowedPublishers: allowedPublishers,
      CodeSigningPolicies: codeSigningPolicies,
      Tags: refused(map(string(), string())),
    },
    ['AllowedPublishers'],
  ),
  async handle(input, { config, clock, random }, { scope }) {
    checkPolicies(input.CodeSigningPolicies)
    const created: CodeSigningConfig = {
      id: `csc-${random.uuid().replaceAll('-', '').slice(0, 17)}`,
      ...(input.Description !== undefined && { description: input.Description }),
      signingProfileVersionArns: input.AllowedPublishers.SigningProfileVersionArns,
      lastModifiedAt: clock.now(),
    }
    await config.put('code_signing_configs', keyOf(scope, created.id), created, 'absent')
    return { CodeSigningConfig: toWire(scope, created) }
  },
})
