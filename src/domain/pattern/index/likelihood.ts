import type { Predicate } from '../pattern.ts'

/**
 * How likely an event satisfies one of the predicates: a guess, by which the index decides where it
 * looks first. It knows the rules of the bus, not its events, and takes it that events are as
 * varied as the rules.
 *
 * @param variety - how many different selective predicates the bus has for the field.
 */
export function likelihood(anyOf: readonly Predicate[], variety: number): number {
  let sum = 0
  for (const predicate of anyOf) sum += likelihoodOf(predicate, 1 / (1 + variety))
  return Math.min(sum, 1)
}

function likelihoodOf(predicate: Predicate, oneOfAll: number): number {
  switch (predicate.is) {
    case 'string':
    case 'number':
    case 'equals-ignore-case':
      return oneOfAll
    case 'address':
      return predicate.low === predicate.high ? oneOfAll : 8 * oneOfAll
    case 'prefix':
    case 'suffix':
    case 'prefix-ignore-case':
    case 'suffix-ignore-case':
      return affixLikelihood(predicate.text.length, oneOfAll)
    case 'wildcard':
      return affixLikelihood(Math.max(...predicate.parts.map(({ length }) => length)), oneOfAll)
    case 'literal':
      return 0.3
    case 'range':
      return predicate.above && predicate.below ? 0.1 : 0.5
    case 'anything-but':
      return 0.9
    default:
      return 1
  }
}

function affixLikelihood(length: number, oneOfAll: number): number {
  return length === 0 ? 0.9 : Math.max(oneOfAll, 3 ** -length)
}

/** Whether the more such predicates a field has, the fewer of them a value satisfies. */
export function isSelective({ is }: Predicate): boolean {
  return is !== 'range' && is !== 'anything-but' && is !== 'present' && is !== 'absent'
}
