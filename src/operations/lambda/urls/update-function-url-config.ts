import type { FunctionUrlAuthType, InvokeMode } from '../../../domain/function-url.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { findUrlHolder, referToUrl, requireUrl, type UrlInput, withUrl } from './refer-to-url.ts'
import { toUrlConfiguration } from './url-configuration.ts'
import { authType, cors, invokeMode, toCors, urlReference, type WireCors } from './url-fields.ts'

type UpdateFunctionUrlConfigInput = UrlInput & {
  readonly AuthType?: FunctionUrlAuthType
  readonly Cors?: WireCors
  readonly InvokeMode?: InvokeMode
}

/** Changes what is given, and `Cors` as a whole. */
export const updateFunctionUrlConfig = defineOperation<UpdateFunctionUrlConfigInput>({
  service: 'lambda',
  name: 'UpdateFunctionUrlConfig',
  input: structure(
    'UpdateFunctionUrlConfigRequest',
    { ...urlReference, AuthType: authType, Cors: cors, InvokeMode: invokeMode },
    ['FunctionName'],
  ),
  async handle(input, { functions, clock, endpointUrl }, { scope: caller }) {
    const reference = await referToUrl(functions, caller, input, 'UpdateFunctionUrlConfig')
    const { AuthType, Cors, InvokeMode } = input
    const changes = {
      ...(AuthType && { authType: AuthType }),
      ...(Cors && { cors: toCors(Cors) }),
      ...(InvokeMode && { invokeMode: InvokeMode }),
      lastModifiedAt: clock.now(),
    }
    const find = () => findUrlHolder(functions, reference)
    const { scope, qualifier } = reference
    const changed = await changeFunction(functions, scope, find, (fn) =>
      withUrl(fn, qualifier, { ...requireUrl(fn, qualifier), ...changes }),
    )
    return toUrlConfiguration(reference, requireUrl(changed, qualifier), endpointUrl())
  },
})
