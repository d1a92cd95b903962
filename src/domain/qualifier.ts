/** The version that updates change; it is never frozen. */
export const LATEST = '$LATEST'

const VERSION = /^\d+$/
const ALIAS = /^[a-zA-Z0-9-_]+$/

/** A version is named by its number, so an alias is anything else that a name may be. */
export function isAliasName(qualifier: string): boolean {
  return ALIAS.test(qualifier) && !VERSION.test(qualifier)
}

/**
 * What a record holds for a qualifier. Names of aliases are the caller's, `constructor` among them, so
 * nothing that a record inherits counts.
 */
export function ofQualifier<Value>(
  record: Readonly<Record<string, Value>>,
  qualifier: string,
): Value | undefined {
  return Object.hasOwn(record, qualifier) ? record[qualifier] : undefined
}

/** The record without that qualifier. */
export function withoutQualifier<Value>(
  record: Readonly<Record<string, Value>>,
  qualifier: string,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== qualifier))
}
