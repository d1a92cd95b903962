import { parseArn } from '../../domain/arn.ts'
import type { FunctionReference } from './function-reference.ts'

const RESOURCE =
  /^function:(?<name>[A-Za-z0-9_-]{1,140})(?::(?<qualifier>\$LATEST|[A-Za-z0-9_-]{1,128}))?$/

/** The function that a whole ARN names, wherever it is; `undefined` when it names none. */
export function parseFunctionArn(text: string): FunctionReference | undefined {
  const { account, region, resource = '' } = parseArn(text) ?? {}
  const { name, qualifier } = RESOURCE.exec(resource)?.groups ?? {}
  if (!account || !region || name === undefined) return undefined
  const scope = { account, region }
  return qualifier === undefined ? { scope, name } : { scope, name, qualifier }
}
