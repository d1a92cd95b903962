import type { Predicate } from '../pattern.ts'
import type { TestedField } from './field-test.ts'

/** A text that is the same for tests of one field if, and only if, the same values satisfy them. */
export function testKey({ anyOf, seesEmptySteps }: TestedField): string {
  const [only] = anyOf
  const key = only !== undefined && anyOf.length === 1 ? predicateKey(only) : listKey(anyOf)
  return seesEmptySteps ? `.${key}` : key
}

function listKey(predicates: readonly Predicate[]): string {
  return JSON.stringify(predicates.map(predicateKey).sort())
}

/** The same for predicates that the same values satisfy. */
export function predicateKey(predicate: Predicate): string {
  switch (predicate.is) {
    case 'string':
      return `"${predicate.text}`
    case 'number':
      return `#${predicate.value ?? predicate.text}`
    case 'equals-ignore-case':
    case 'prefix-ignore-case':
    case 'suffix-ignore-case':
      return `${predicate.is} ${predicate.text.join()}`
    case 'anything-but':
      return `-${listKey(predicate.noneOf)}`
    default:
      return JSON.stringify(predicate)
  }
}
