import { parsePattern } from '../../domain/pattern/parse/parse-pattern.ts'
import type { Predicate } from '../../domain/pattern/pattern.ts'

/**
 * Whether an event pattern uses the `wildcard` operator, by itself or under `anything-but`.
 *
 * @param pattern - one that is valid; absent for a rule that has only a schedule.
 */
export function hasWildcards(pattern: string | undefined): boolean {
  if (pattern === undefined) return false
  const fields = parsePattern(pattern).branches.flat()
  return fields.some(({ anyOf }) => anyOf.some(isWildcard))
}

function isWildcard(predicate: Predicate): boolean {
  if (predicate.is === 'anything-but') return predicate.noneOf.some(isWildcard)
  return predicate.is === 'wildcard'
}
