import { parsePattern } from '../../domain/pattern/parse/parse-pattern.ts'
import type { Predicate } from '../../domain/pattern/pattern.ts'
import { reread } from '../../domain/reread.ts'

/**
 * Whether an event pattern uses the `wildcard` operator, by itself or under `anything-but`.
 *
 * @param pattern - absent for a rule that has only a schedule.
 */
export function hasWildcards(pattern: string | undefined): boolean {
  const fields = reread(parsePattern, pattern).value?.branches.flat() ?? []
  return fields.some(({ anyOf }) => anyOf.some(isWildcard))
}

function isWildcard(predicate: Predicate): boolean {
  if (predicate.is === 'anything-but') return predicate.noneOf.some(isWildcard)
  return predicate.is === 'wildcard'
}
