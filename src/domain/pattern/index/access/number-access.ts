import type { NumberPredicate, Predicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashNumber, hashText } from '../../value/byte-hash.ts'
import type { FieldTest } from '../branch.ts'
import { Postings } from './postings.ts'
import { RangeTree } from './range-tree.ts'
import type { Reached } from './reached.ts'

type RangePredicate = Extract<Predicate, { is: 'range' }>

/** The tests of one field that numbers lead to. */
export class NumberAccess {
  readonly #values = new Postings()
  /** For numbers that no double can carry. */
  readonly #texts = new Postings()
  readonly #ranges = new RangeTree()

  reach(number: ScannedValue, reached: Reached): void {
    const { value } = number
    const posting =
      value === undefined
        ? this.#texts.get(hashText(number.text))
        : this.#values.get(hashNumber(value))
    if (posting !== undefined) reached.add(posting, number)
    if (value !== undefined) this.#ranges.reach(number, value, reached)
  }

  add(predicate: NumberPredicate | RangePredicate, test: FieldTest): void {
    this.#change('add', predicate, test)
  }

  remove(predicate: NumberPredicate | RangePredicate, test: FieldTest): void {
    this.#change('remove', predicate, test)
  }

  #change(
    change: 'add' | 'remove',
    predicate: NumberPredicate | RangePredicate,
    test: FieldTest,
  ): void {
    if (predicate.is === 'range') {
      // Whether a border belongs to it is left to who looks at the test.
      const low = predicate.above?.value ?? Number.NEGATIVE_INFINITY
      const high = predicate.below?.value ?? Number.POSITIVE_INFINITY
      this.#ranges[change](low, high, test)
    } else if (predicate.value === undefined) {
      this.#texts[change](hashText(predicate.text), test)
    } else {
      this.#values[change](hashNumber(predicate.value), test)
    }
  }
}
