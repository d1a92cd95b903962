import { PRIMARY } from '../../../domain/alias.ts'
import { chooseVersion } from '../../../domain/choose-version.ts'
import { ConstraintViolation, NotFound } from '../../../domain/faults.ts'
import type { LambdaFunction } from '../../../domain/function.ts'
import type { FunctionUrlConfig } from '../../../domain/function-url.ts'
import { isAliasName, ofQualifier } from '../../../domain/qualifier.ts'
import type { Scope } from '../../../domain/scope.ts'
import type { FoundFunction, FunctionRegistry } from '../../../execution/function-registry.ts'
import { type FunctionReference, referTo } from '../function-reference.ts'
import { noUrlText } from './url-fields.ts'

export type UrlInput = { readonly FunctionName: string; readonly Qualifier?: string }

/** @throws ConstraintViolation for a version or `$LATEST`: they have no URLs. */
export async function referToUrl(
  functions: FunctionRegistry,
  caller: Scope,
  given: UrlInput,
  action: string,
): Promise<FunctionReference> {
  const reference = await referTo(functions, caller, given, action)
  const { qualifier } = reference
  if (qualifier === undefined || isAliasName(qualifier)) return reference
  throw new ConstraintViolation(noUrlText(qualifier))
}

/** @throws NotFound when there is no such function; whether it has the URL is another question. */
export async function findFunctionOfUrl(
  functions: FunctionRegistry,
  { scope, name }: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, name)
  if (found) return found
  throw noSuchUrl()
}

/** The function that has, or is to have, a URL. @throws NotFound also when there is no such alias. */
export async function findUrlHolder(
  functions: FunctionRegistry,
  { scope, name, qualifier }: FunctionReference,
): Promise<FoundFunction> {
  const found = await functions.find(scope, name)
  if (found && chooseVersion(found.function, qualifier, PRIMARY)) return found
  throw new NotFound('Function does not exist')
}

/** @throws NotFound in the words of all operations on a URL that there is not. */
export function requireUrl(fn: LambdaFunction, qualifier: string | undefined): FunctionUrlConfig {
  const url = urlOf(fn, qualifier)
  if (url) return url
  throw noSuchUrl()
}

export function urlOf(fn: LambdaFunction, qualifier?: string): FunctionUrlConfig | undefined {
  return ofQualifier(fn.urls ?? {}, qualifier ?? '')
}

export function withUrl(
  fn: LambdaFunction,
  qualifier: string | undefined,
  url: FunctionUrlConfig,
): LambdaFunction {
  return { ...fn, urls: { ...fn.urls, [qualifier ?? '']: url } }
}

function noSuchUrl(): NotFound {
  return new NotFound('The resource you requested does not exist.')
}
