import { refersTo } from '../../../domain/alias.ts'
import { defineOperation } from '../../operation.ts'
import { structure } from '../../schema.ts'
import { functionName } from '../fields.ts'
import { findFunction } from '../find-function.ts'
import { referToFunctionOnly } from '../function-only.ts'
import { pageMembers, parseMarker, toMarker } from '../page.ts'
import { toAliasConfiguration } from './alias-configuration.ts'
import { aliasVersion } from './alias-members.ts'

type ListAliasesInput = {
  FunctionName: string
  FunctionVersion?: string
  Marker?: string
  MaxItems?: number
}

/** Unlike other lists, this one goes beyond fifty without being asked (seen on AWS). */
const LARGEST_PAGE = 10_000

export const listAliases = defineOperation<ListAliasesInput>({
  service: 'lambda',
  name: 'ListAliases',
  input: structure(
    'ListAliasesRequest',
    { FunctionName: functionName, FunctionVersion: aliasVersion, ...pageMembers },
    ['FunctionName'],
  ),
  async handle(input, { functions }, { scope: caller }) {
    const { FunctionName, FunctionVersion, Marker, MaxItems = LARGEST_PAGE } = input
    const reference = await referToFunctionOnly(functions, caller, FunctionName, 'ListAliases')
    const { function: fn } = await findFunction(functions, reference)
    const after = parseMarker(Marker) ?? ''
    const found = fn.aliases
      .filter(({ name }) => name > after)
      .filter((alias) => FunctionVersion === undefined || refersTo(alias, FunctionVersion))
    const page = found.slice(0, MaxItems)
    const last = page.at(-1)
    return {
      Aliases: page.map((alias) => toAliasConfiguration(reference, alias)),
      ...(found.length > page.length && last && { NextMarker: toMarker(last.name) }),
    }
  },
})
