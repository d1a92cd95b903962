import { type Alias, drawVersion } from './alias.ts'
import type { LambdaFunction } from './function.ts'
import { LATEST, ofQualifier } from './qualifier.ts'

export type ChosenVersion = {
  /** `$LATEST` or a number. */
  readonly version: string
  /** The alias that led there. */
  readonly alias?: Alias
}

/**
 * Which version of a function a qualifier means.
 *
 * @param draw - as for `drawVersion`; counts only for an alias with weighted routing.
 * @returns `undefined` when there is no such version or alias.
 */
export function chooseVersion(
  fn: LambdaFunction,
  qualifier: string | undefined,
  draw: number,
): ChosenVersion | undefined {
  if (qualifier === undefined || qualifier === LATEST) return { version: LATEST }
  if (ofQualifier(fn.versions, qualifier)) return { version: qualifier }
  const alias = aliasOf(fn, qualifier)
  return alias && { version: drawVersion(alias, draw), alias }
}

export function aliasOf({ aliases }: LambdaFunction, name: string): Alias | undefined {
  return aliases.find((alias) => alias.name === name)
}
