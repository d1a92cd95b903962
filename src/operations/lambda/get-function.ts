import { pathToFileURL } from 'node:url'
import type { FunctionCode } from '../../domain/function.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { namespacedFunctionName, qualifier } from './fields.ts'
import { resolveFunction } from './find-function.ts'
import { toFunctionConfiguration } from './function-configuration.ts'
import { referTo } from './function-reference.ts'
import { toWireTags } from './function-tags.ts'

type GetFunctionInput = { FunctionName: string; Qualifier?: string }

export const getFunction = defineOperation<GetFunctionInput>({
  service: 'lambda',
  name: 'GetFunction',
  input: structure(
    'GetFunctionRequest',
    { FunctionName: namespacedFunctionName, Qualifier: qualifier },
    ['FunctionName'],
  ),
  async handle(input, { functions, endpointUrl }, { scope: caller }) {
    const reference = await referTo(functions, caller, input, 'GetFunction')
    const { function: fn, configuration } = await resolveFunction(functions, reference)
    // Tags belong to the function; AWS shows them only to who asks for no version of it.
    const showsTags = reference.qualifier === undefined && fn.tags.length > 0
    return {
      Configuration: toFunctionConfiguration(reference.scope, configuration, reference.qualifier),
      Code: locate(configuration.code, endpointUrl()),
      ...(fn.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
      }),
      ...(showsTags && { Tags: toWireTags(fn.tags) }),
    }
  },
})

/**
 * Where the code can be had. AWS signs its address for ten minutes; here the digest, which cannot be
 * guessed, is the whole secret. A directory has no archive to load and says what it is instead.
 */
function locate(code: FunctionCode, endpoint: string): object {
  switch (code.kind) {
    case 'zip':
      return { RepositoryType: 'S3', Location: `${endpoint}/_busbar/code/${code.sha256}` }
    case 'directory':
      return { RepositoryType: 'Directory', Location: pathToFileURL(code.path).href }
    default:
      return { RepositoryType: 'Container', ImageUri: code.uri, ResolvedImageUri: code.uri }
  }
}
