import type { Predicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashText } from '../../value/byte-hash.ts'
import type { FieldTest } from '../branch.ts'
import { BlockTable } from './block-table.ts'
import { NumberAccess } from './number-access.ts'
import { Postings, removeOne, TestList } from './postings.ts'
import type { Reached } from './reached.ts'
import { StringAccess } from './string-access.ts'

/**
 * Leads from the values of a field to the tests that one of them may satisfy. It may lead to more,
 * never to fewer; those that are satisfied where the field is absent are not kept here.
 */
export class FieldAccess {
  #strings: StringAccess | undefined
  #numbers: NumberAccess | undefined
  #blocks: BlockTable | undefined
  readonly #literals = new Postings()
  /** Tests that most values satisfy, whatever they are. */
  readonly #anyValue = new TestList([])
  #size = 0

  get isEmpty(): boolean {
    return this.#size === 0
  }

  reach(first: ScannedValue, reached: Reached): void {
    const hasForAny = this.#anyValue.tests.length > 0
    for (let value: ScannedValue | undefined = first; value !== undefined; value = value.next) {
      if (hasForAny) reached.add(this.#anyValue, value)
      if (value.is === 'string') this.#strings?.reach(value, reached)
      else if (value.is === 'number') this.#numbers?.reach(value, reached)
      else this.#reachByLiteral(value, reached)
      if (this.#blocks !== undefined) this.#reachBlocks(this.#blocks, value, reached)
    }
  }

  add(test: FieldTest): void {
    this.#size += 1
    for (const predicate of test.anyOf) this.#change('add', predicate, test)
  }

  remove(test: FieldTest): void {
    this.#size -= 1
    for (const predicate of test.anyOf) this.#change('remove', predicate, test)
  }

  #reachByLiteral(value: ScannedValue, reached: Reached): void {
    if (this.#literals.isEmpty) return
    value.readBytes()
    const posting = this.#literals.get(value.hash)
    if (posting !== undefined) reached.add(posting, value)
  }

  #reachBlocks(blocks: BlockTable, value: ScannedValue, reached: Reached): void {
    if (blocks.isEmpty) return
    const { address } = value
    if (address !== undefined) blocks.reach(address, value, reached)
  }

  #change(change: 'add' | 'remove', predicate: Predicate, test: FieldTest): void {
    switch (predicate.is) {
      case 'literal':
        this.#literals[change](hashText(predicate.text), test)
        break
      case 'number':
      case 'range':
        this.#numbers ??= new NumberAccess()
        this.#numbers[change](predicate, test)
        break
      case 'address':
        this.#blocks ??= new BlockTable()
        this.#blocks[change](predicate.low, predicate.high, test)
        break
      case 'present':
      case 'anything-but':
        if (change === 'add') this.#anyValue.tests.push(test)
        else removeOne(this.#anyValue.tests, test)
        break
      case 'absent':
        break
      default:
        this.#strings ??= new StringAccess()
        this.#strings[change](predicate, test)
    }
  }
}
