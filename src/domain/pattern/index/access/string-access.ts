import type { StringPredicate } from '../../pattern.ts'
import { foldCase, foldedText } from '../../value/letter-case.ts'
import type { FieldTest } from '../branch.ts'
import { AffixTable } from './affix-table.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'
import { WildcardAccess } from './wildcard-access.ts'

/** The tests of one field that strings lead to. */
export class StringAccess {
  readonly #texts = new Postings<string>()
  readonly #starts = new AffixTable('start')
  readonly #ends = new AffixTable('end')
  readonly #wildcards = new WildcardAccess(this.#starts, this.#ends)
  readonly #folded = new Postings<string>()
  readonly #foldedStarts = new AffixTable('start')
  readonly #foldedEnds = new AffixTable('end')

  reach(text: string, reached: Reached): void {
    if (!this.#texts.isEmpty) reached.add(this.#texts.get(text))
    this.#starts.reach(text, reached)
    this.#ends.reach(text, reached)
    if (!this.#wildcards.isEmpty) this.#wildcards.reach(text, reached)
    if (!this.#folded.isEmpty || !this.#foldedStarts.isEmpty || !this.#foldedEnds.isEmpty) {
      this.#reachFolded(foldCase(text), reached)
    }
  }

  add(predicate: StringPredicate, test: FieldTest): void {
    if (predicate.is === 'wildcard') this.#wildcards.add(predicate.parts, test)
    else this.#change('add', predicate, test)
  }

  remove(predicate: StringPredicate, test: FieldTest): void {
    if (predicate.is === 'wildcard') this.#wildcards.remove(test)
    else this.#change('remove', predicate, test)
  }

  #reachFolded(folded: string, reached: Reached): void {
    reached.add(this.#folded.get(folded))
    this.#foldedStarts.reach(folded, reached)
    this.#foldedEnds.reach(folded, reached)
  }

  #change(
    change: 'add' | 'remove',
    predicate: Exclude<StringPredicate, { is: 'wildcard' }>,
    test: FieldTest,
  ): void {
    switch (predicate.is) {
      case 'string':
        this.#texts[change](predicate.text, test)
        break
      case 'prefix':
        this.#starts[change](predicate.text, test)
        break
      case 'suffix':
        this.#ends[change](predicate.text, test)
        break
      case 'equals-ignore-case':
        this.#folded[change](foldedText(predicate.text), test)
        break
      case 'prefix-ignore-case':
        this.#foldedStarts[change](foldedText(predicate.text), test)
        break
      case 'suffix-ignore-case':
        this.#foldedEnds[change](foldedText(predicate.text), test)
    }
  }
}
