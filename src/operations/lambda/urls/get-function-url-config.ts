import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { findFunctionOfUrl, referToUrl, requireUrl, type UrlInput } from './refer-to-url.ts'
import { toUrlConfiguration } from './url-configuration.ts'
import { urlReference } from './url-fields.ts'

export const getFunctionUrlConfig = defineOperation<UrlInput>({
  service: 'lambda',
  name: 'GetFunctionUrlConfig',
  input: structure('GetFunctionUrlConfigRequest', urlReference, ['FunctionName']),
  async handle(input, { functions, endpointUrl }, { scope: caller }) {
    const reference = await referToUrl(functions, caller, input, 'GetFunctionUrlConfig')
    const { function: fn } = await findFunctionOfUrl(functions, reference)
    const url = requireUrl(fn, reference.qualifier)
    return toUrlConfiguration(reference, url, endpointUrl())
  },
})
