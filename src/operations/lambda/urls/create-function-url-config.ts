import { Conflict } from '../../../domain/faults.ts'
import type {
  FunctionUrlAuthType,
  FunctionUrlConfig,
  InvokeMode,
} from '../../../domain/function-url.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { changeFunction } from '../change-function.ts'
import { arnOf } from '../find-function.ts'
import { findUrlHolder, referToUrl, type UrlInput, urlOf, withUrl } from './refer-to-url.ts'
import { toUrlConfiguration } from './url-configuration.ts'
import { authType, cors, invokeMode, toCors, urlReference, type WireCors } from './url-fields.ts'

type CreateFunctionUrlConfigInput = UrlInput & {
  readonly AuthType: FunctionUrlAuthType
  readonly Cors?: WireCors
  readonly InvokeMode?: InvokeMode
}

export const createFunctionUrlConfig = defineOperation<CreateFunctionUrlConfigInput>({
  service: 'lambda',
  name: 'CreateFunctionUrlConfig',
  input: structure(
    'CreateFunctionUrlConfigRequest',
    { ...urlReference, AuthType: authType, Cors: cors, InvokeMode: invokeMode },
    ['FunctionName', 'AuthType'],
  ),
  async handle(input, { functions, clock, random, endpointUrl }, { scope: caller }) {
    const reference = await referToUrl(functions, caller, input, 'CreateFunctionUrlConfig')
    const { scope, qualifier } = reference
    const now = clock.now()
    const url: FunctionUrlConfig = {
      id: random.uuid().replaceAll('-', ''),
      authType: input.AuthType,
      invokeMode: input.InvokeMode ?? 'BUFFERED',
      ...(input.Cors && { cors: toCors(input.Cors) }),
      createdAt: now,
      lastModifiedAt: now,
    }
    const find = () => findUrlHolder(functions, reference)
    await changeFunction(functions, scope, find, (fn) => {
      if (urlOf(fn, qualifier)) throw exists(arnOf(reference))
      return withUrl(fn, qualifier, url)
    })
    const {
      LastModifiedTime: _,
      InvokeMode: mode,
      ...rest
    } = toUrlConfiguration(reference, url, endpointUrl())
    // What was not asked for is not said yet (recorded on AWS).
    return input.InvokeMode === undefined ? rest : { ...rest, InvokeMode: mode }
  },
})

function exists(arn: string): Conflict {
  return new Conflict(
    `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
  )
}
