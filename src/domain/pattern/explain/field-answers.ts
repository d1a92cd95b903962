import { ElementTree } from '../array-choice.ts'
import type { FieldPattern, Pattern } from '../pattern.ts'
import { satisfies } from '../satisfies.ts'
import { type EventValue, type ScannedEvent, valuesAt } from '../scanned-event.ts'

/** What an event has at a field's path. */
export type FieldAnswer = {
  readonly values: readonly EventValue[]
  readonly satisfying: readonly EventValue[]
  /** Where they are: the values that satisfy, and all. */
  readonly satisfied: ElementTree
  readonly present: ElementTree
  readonly mayBeAbsent: boolean
  /** Whether the field, asked alone, is satisfied. */
  readonly isSatisfied: boolean
}

/** Looks each field up once, though many branches share it. */
export class FieldAnswers {
  readonly #pattern: Pattern
  readonly #event: ScannedEvent
  readonly #known = new Map<FieldPattern, FieldAnswer>()

  constructor(pattern: Pattern, event: ScannedEvent) {
    this.#pattern = pattern
    this.#event = event
  }

  of(field: FieldPattern): FieldAnswer {
    const known = this.#known.get(field)
    if (known) return known
    const answer = this.#ask(field)
    this.#known.set(field, answer)
    return answer
  }

  #ask({ path, anyOf }: FieldPattern): FieldAnswer {
    const seen = valuesAt(this.#event, path)
    const values = this.#pattern.hasEmptyStep ? seen : seen.filter((one) => !one.hasEmptyStep)
    const satisfying = values.filter((value) =>
      anyOf.some((predicate) => satisfies(value, predicate)),
    )
    const mayBeAbsent = anyOf.some(({ is }) => is === 'absent')
    return {
      values,
      satisfying,
      satisfied: ElementTree.of(satisfying),
      present: ElementTree.of(values),
      mayBeAbsent,
      isSatisfied: satisfying.length > 0 || (mayBeAbsent && values.length === 0),
    }
  }
}

/**
 * Whether nothing that other fields choose can help: a field that may be absent can fail alone, and hold in
 * the element that another field chose.
 */
export function isHopeless({ isSatisfied, mayBeAbsent }: FieldAnswer): boolean {
  return !isSatisfied && !mayBeAbsent
}
