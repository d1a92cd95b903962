import type { StringPredicate } from '../../pattern.ts'
import { ByteScratch } from '../../scan/byte-span.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import { hashSpan, hashText } from '../../value/byte-hash.ts'
import { foldCase, foldedText } from '../../value/letter-case.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import { AffixTable } from './affix-table.ts'
import { Postings } from './postings.ts'

type CaselessPredicate = Extract<
  StringPredicate,
  { is: 'equals-ignore-case' | 'prefix-ignore-case' | 'suffix-ignore-case' }
>

const UPPER_A = 0x41
const UPPER_Z = 0x5a
const TO_LOWER = 0x20
const FIRST_BEYOND_ASCII = 0x80

/** The shelves of one field that strings lead to by a spelling without letter case. */
export class FoldedAccess {
  readonly #texts: Postings
  readonly #starts: AffixTable
  readonly #ends: AffixTable
  readonly #folded = new ByteScratch()

  constructor(shelves: Shelves) {
    this.#texts = new Postings(shelves)
    this.#starts = new AffixTable('start', shelves)
    this.#ends = new AffixTable('end', shelves)
  }

  /** @param value - whose bytes have been read. */
  reach(value: ScannedValue, hits: Hits): void {
    this.#fold(value)
    const { bytes, from, to } = this.#folded
    this.#texts.reach(hashSpan(bytes, from, to), value, hits)
    this.#starts.reach(this.#folded, value, hits)
    this.#ends.reach(this.#folded, value, hits)
  }

  change(change: 'add' | 'remove', predicate: CaselessPredicate, waiting: Waiting): void {
    const folded = foldedText(predicate.text)
    if (predicate.is === 'equals-ignore-case') this.#texts[change](hashText(folded), waiting)
    else if (predicate.is === 'prefix-ignore-case') this.#starts[change](folded, waiting)
    else this.#ends[change](folded, waiting)
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
