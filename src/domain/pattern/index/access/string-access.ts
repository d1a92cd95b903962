import type { StringPredicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashText } from '../../value/byte-hash.ts'
import type { FieldTest } from '../branch.ts'
import { AffixTable } from './affix-table.ts'
import { FoldedAccess } from './folded-access.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'
import { WildcardAccess } from './wildcard-access.ts'

/** The tests of one field that strings lead to. */
export class StringAccess {
  readonly #texts = new Postings()
  readonly #starts = new AffixTable('start')
  readonly #ends = new AffixTable('end')
  readonly #wildcards = new WildcardAccess(this.#starts, this.#ends)
  #folded: FoldedAccess | undefined

  reach(value: ScannedValue, reached: Reached): void {
    value.readBytes()
    const posting = this.#texts.get(value.hash)
    if (posting !== undefined) reached.add(posting, value)
    if (!this.#starts.isEmpty) this.#starts.reach(value, value, reached)
    if (!this.#ends.isEmpty) this.#ends.reach(value, value, reached)
    if (!this.#wildcards.isEmpty) this.#wildcards.reach(value, reached)
    this.#folded?.reach(value, reached)
  }

  add(predicate: StringPredicate, test: FieldTest): void {
    if (predicate.is === 'wildcard') this.#wildcards.add(predicate.parts, test)
    else this.#change('add', predicate, test)
  }

  remove(predicate: StringPredicate, test: FieldTest): void {
    if (predicate.is === 'wildcard') this.#wildcards.remove(test)
    else this.#change('remove', predicate, test)
  }

  #change(
    change: 'add' | 'remove',
    predicate: Exclude<StringPredicate, { is: 'wildcard' }>,
    test: FieldTest,
  ): void {
    switch (predicate.is) {
      case 'string':
        this.#texts[change](hashText(predicate.text), test)
        break
      case 'prefix':
        this.#starts[change](predicate.text, test)
        break
      case 'suffix':
        this.#ends[change](predicate.text, test)
        break
      default:
        this.#folded ??= new FoldedAccess()
        this.#folded[change](predicate, test)
    }
  }
}
