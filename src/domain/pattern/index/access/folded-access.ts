import type { StringPredicate } from '../../pattern.ts'
import { ByteScratch } from '../../scan/byte-span.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashSpan, hashText } from '../../value/byte-hash.ts'
import { foldCase, foldedText } from '../../value/letter-case.ts'
import type { FieldTest } from '../branch.ts'
import { AffixTable } from './affix-table.ts'
import { Postings } from './postings.ts'
import type { Reached } from './reached.ts'

type CaselessPredicate = Extract<
  StringPredicate,
  { is: 'equals-ignore-case' | 'prefix-ignore-case' | 'suffix-ignore-case' }
>

const UPPER_A = 0x41
const UPPER_Z = 0x5a
const TO_LOWER = 0x20
const FIRST_BEYOND_ASCII = 0x80

/** The tests of one field that strings lead to by a spelling without letter case. */
export class FoldedAccess {
  readonly #texts = new Postings()
  readonly #starts = new AffixTable('start')
  readonly #ends = new AffixTable('end')
  readonly #folded = new ByteScratch()

  /** @param value - whose bytes have been read. */
  reach(value: ScannedValue, reached: Reached): void {
    this.#fold(value)
    const { bytes, from, to } = this.#folded
    const posting = this.#texts.get(hashSpan(bytes, from, to))
    if (posting !== undefined) reached.add(posting, value)
    this.#starts.reach(this.#folded, value, reached)
    this.#ends.reach(this.#folded, value, reached)
  }

  add(predicate: CaselessPredicate, test: FieldTest): void {
    this.#change('add', predicate, test)
  }

  remove(predicate: CaselessPredicate, test: FieldTest): void {
    this.#change('remove', predicate, test)
  }

  #change(change: 'add' | 'remove', predicate: CaselessPredicate, test: FieldTest): void {
    const folded = foldedText(predicate.text)
    if (predicate.is === 'equals-ignore-case') this.#texts[change](hashText(folded), test)
    else if (predicate.is === 'prefix-ignore-case') this.#starts[change](folded, test)
    else this.#ends[change](folded, test)
  }

  /** In ASCII, without making a string of it. */
  #fold(value: ScannedValue): void {
    const { bytes, from, to } = value
    this.#folded.reserve(to - from)
    const folded = this.#folded.bytes
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte >= FIRST_BEYOND_ASCII) {
        this.#folded.write(foldCase(value.text))
        return
      }
      folded[at - from] = byte >= UPPER_A && byte <= UPPER_Z ? byte + TO_LOWER : byte
    }
    this.#folded.to = to - from
  }
}
