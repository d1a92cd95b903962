import { aliasOf } from './choose-version.ts'
import type { LambdaFunction } from './function.ts'
import { LATEST, ofQualifier } from './qualifier.ts'

/** The revision of the function itself, of a version or of an alias; their policies share it. */
export function revisionOf(fn: LambdaFunction, qualifier?: string): string | undefined {
  if (qualifier === undefined || qualifier === LATEST) return fn.latest.revisionId
  return ofQualifier(fn.versions, qualifier)?.revisionId ?? aliasOf(fn, qualifier)?.revisionId
}

export function withRevision(
  fn: LambdaFunction,
  qualifier: string | undefined,
  revisionId: string,
): LambdaFunction {
  if (qualifier === undefined || qualifier === LATEST) {
    return { ...fn, latest: { ...fn.latest, revisionId } }
  }
  const version = ofQualifier(fn.versions, qualifier)
  if (version)
    return { ...fn, versions: { ...fn.versions, [qualifier]: { ...version, revisionId } } }
  const aliases = fn.aliases.map((alias) =>
    alias.name === qualifier ? { ...alias, revisionId } : alias,
  )
  return { ...fn, aliases }
}
