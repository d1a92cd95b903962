import { aliasOf } from '../choose-version.ts'
import type { LambdaFunction, ProvisionedConcurrency } from '../function.ts'
import { ofQualifier, withoutQualifier } from '../qualifier.ts'

/** A config, and the version that it is for now. */
export type WantedConcurrency = {
  /** A version's number, or an alias. */
  readonly qualifier: string
  /** Never `$LATEST`, nor an alias. */
  readonly version: string
  readonly config: ProvisionedConcurrency
}

/** What a function's configs come to; an alias stands for the version that it names first. */
export function wantedConcurrency(fn: LambdaFunction): readonly WantedConcurrency[] {
  return Object.entries(fn.provisionedConcurrency ?? {}).flatMap(([qualifier, config]) => {
    const version = ofQualifier(fn.versions, qualifier)
      ? qualifier
      : aliasOf(fn, qualifier)?.version
    return version !== undefined && ofQualifier(fn.versions, version)
      ? [{ qualifier, version, config }]
      : []
  })
}

/** Set aside for all versions together. @param except - a qualifier that does not count. */
export function provisionedSum(fn: LambdaFunction, except?: string): number {
  return Object.entries(fn.provisionedConcurrency ?? {})
    .filter(([qualifier]) => qualifier !== except)
    .reduce((sum, [, { requested }]) => sum + requested, 0)
}

export function provisionedOf(
  fn: LambdaFunction,
  qualifier: string,
): ProvisionedConcurrency | undefined {
  return ofQualifier(fn.provisionedConcurrency ?? {}, qualifier)
}

export function withProvisioned(
  fn: LambdaFunction,
  qualifier: string,
  config: ProvisionedConcurrency,
): LambdaFunction {
  // Names of aliases are the caller's, `__proto__` among them, so no key is set by assignment.
  const others = Object.entries(fn.provisionedConcurrency ?? {}).filter(
    ([key]) => key !== qualifier,
  )
  const provisionedConcurrency = Object.fromEntries([...others, [qualifier, config]])
  return { ...fn, provisionedConcurrency }
}

export function withoutProvisioned(fn: LambdaFunction, qualifier: string): LambdaFunction {
  const { provisionedConcurrency, ...rest } = fn
  if (!provisionedConcurrency) return fn
  const left = withoutQualifier(provisionedConcurrency, qualifier)
  return Object.keys(left).length > 0 ? { ...rest, provisionedConcurrency: left } : rest
}
