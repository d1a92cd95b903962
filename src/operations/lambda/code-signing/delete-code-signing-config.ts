import { Conflict } from '../../../domain/faults.ts'
import { defineOperation } from '../../operation.ts'
import { retryOnConflict } from '../../retry-on-conflict.ts'
import { structure } from '../../schema.ts'
import { codeSigningConfigArn, requireConfig } from './code-signing-configs.ts'
import { functionsWith } from './functions-with-code-signing.ts'

export const deleteCodeSigningConfig = defineOperation<{ CodeSigningConfigArn: string }>({
  service: 'lambda',
  name: 'DeleteCodeSigningConfig',
  input: structure(
    'DeleteCodeSigningConfigRequest',
    { CodeSigningConfigArn: codeSigningConfigArn },
    ['CodeSigningConfigArn'],
  ),
  async handle({ CodeSigningConfigArn }, { config, functions }, { scope }) {
    // The store deletes none that a function has got meanwhile: then the function is found here.
    await retryOnConflict(async () => {
      const { key, revision } = await requireConfig(config, scope, CodeSigningConfigArn)
      const [user] = await functionsWith(functions, scope, CodeSigningConfigArn, undefined, 1)
      if (user !== undefined) {
        throw new Conflict(
          `The code signing configuration ${CodeSigningConfigArn} is used by functions: ${user} is one of them.`,
        )
      }
      await config.delete('code_signing_configs', key, { revision })
    })
    return undefined
  },
})
