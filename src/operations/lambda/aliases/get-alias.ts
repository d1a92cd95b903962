import { aliasOf } from '../../../domain/choose-version.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { functionName } from '../fields.ts'
import { aliasNotFound, findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { toAliasConfiguration } from './alias-configuration.ts'
import { aliasName } from './alias-members.ts'

export const getAlias = defineOperation<{ FunctionName: string; Name: string }>({
  service: 'lambda',
  name: 'GetAlias',
  input: structure('GetAliasRequest', { FunctionName: functionName, Name: aliasName }, [
    'FunctionName',
    'Name',
  ]),
  async handle({ FunctionName, Name }, { functions }, { scope: caller }) {
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'GetAlias')
    const { function: fn } = await findFunction(functions, reference)
    const alias = aliasOf(fn, Name)
    if (!alias) throw aliasNotFound({ ...reference, qualifier: Name })
    return toAliasConfiguration(reference, alias)
  },
})
