import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { codeSigningConfigArn, requireConfig, toWire } from './code-signing-configs.ts'

export const getCodeSigningConfig = defineOperation<{ CodeSigningConfigArn: string }>({
  service: 'lambda',
  name: 'GetCodeSigningConfig',
  input: structure('GetCodeSigningConfigRequest', { CodeSigningConfigArn: codeSigningConfigArn }, [
    'CodeSigningConfigArn',
  ]),
  async handle({ CodeSigningConfigArn }, { config }, { scope }) {
    const { doc } = await requireConfig(config, scope, CodeSigningConfigArn)
    return { CodeSigningConfig: toWire(scope, doc) }
  },
})
