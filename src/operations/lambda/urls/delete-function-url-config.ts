import { withoutQualifier } from '../../../domain/qualifier.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { findFunctionOfUrl, referToUrl, requireUrl, type UrlInput } from './refer-to-url.ts'
import { urlReference } from './url-fields.ts'

export const deleteFunctionUrlConfig = defineOperation<UrlInput>({
  service: 'lambda',
  name: 'DeleteFunctionUrlConfig',
  input: structure('DeleteFunctionUrlConfigRequest', urlReference, ['FunctionName']),
  async handle(input, { functions }, { scope: caller }) {
    const reference = await referToUrl(functions, caller, input, 'DeleteFunctionUrlConfig')
    const find = () => findFunctionOfUrl(functions, reference)
    const { scope, qualifier } = reference
    await changeFunction(functions, scope, find, (fn) => {
      requireUrl(fn, qualifier)
      return { ...fn, urls: withoutQualifier(fn.urls ?? {}, qualifier ?? '') }
    })
    return undefined
  },
})
