import { aliasOf } from '../../../domain/choose-version.ts'
import { withoutProvisioned } from '../../../domain/concurrency/provisioned-concurrency.ts'
import { withoutQualifier } from '../../../domain/qualifier.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { aliasName } from './alias-members.ts'

/** With everything that was configured for the alias. One that is not there is deleted already. */
export const deleteAlias = defineOperation<{ FunctionName: string; Name: string }>({
  service: 'lambda',
  name: 'DeleteAlias',
  input: structure('DeleteAliasRequest', { FunctionName: functionName, Name: aliasName }, [
    'FunctionName',
    'Name',
  ]),
  async handle({ FunctionName, Name }, { functions }, { scope: caller }) {
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'DeleteAlias')
    const find = () => findFunction(functions, reference)
    await changeFunction(functions, reference.scope, find, (fn) => {
      if (!aliasOf(fn, Name)) return undefined
      return {
        ...withoutProvisioned(fn, Name),
        aliases: fn.aliases.filter(({ name }) => name !== Name),
        policies: withoutQualifier(fn.policies, Name),
        ...(fn.urls && { urls: withoutQualifier(fn.urls, Name) }),
        ...(fn.eventInvokeConfigs && {
          eventInvokeConfigs: withoutQualifier(fn.eventInvokeConfigs, Name),
        }),
      }
    })
    return undefined
  },
})
