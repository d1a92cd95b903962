import { functionArn } from '../../../domain/arn.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { LARGEST_PAGE, pageMembers, parseMarker, toMarker } from '../page.ts'
import { codeSigningConfigArn, requireConfig } from './code-signing-configs.ts'
import { functionsWith } from './functions-with-code-signing.ts'

type ListFunctionsInput = { CodeSigningConfigArn: string; Marker?: string; MaxItems?: number }

export const listFunctionsByCodeSigningConfig = defineOperation<ListFunctionsInput>({
  service: 'lambda',
  name: 'ListFunctionsByCodeSigningConfig',
  input: structure(
    'ListFunctionsByCodeSigningConfigRequest',
    { CodeSigningConfigArn: codeSigningConfigArn, ...pageMembers },
    ['CodeSigningConfigArn'],
  ),
  async handle(input, { config, functions }, { scope }) {
    const { CodeSigningConfigArn, Marker, MaxItems = LARGEST_PAGE } = input
    await requireConfig(config, scope, CodeSigningConfigArn)
    const size = Math.min(MaxItems, LARGEST_PAGE)
    const after = parseMarker(Marker)
    const found = await functionsWith(functions, scope, CodeSigningConfigArn, after, size + 1)
    const page = found.slice(0, size)
    const last = page.at(-1)
    return {
      FunctionArns: page.map((name) => functionArn(scope, name)),
      ...(found.length > size && last !== undefined && { NextMarker: toMarker(last) }),
    }
  },
})
