import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { WildcardParts } from '../../value/wildcard.ts'
import type { FieldTest } from '../branch.ts'
import type { AffixTable } from './affix-table.ts'
import { type Gram, GramTable } from './gram-table.ts'
import type { Reached } from './reached.ts'

/** Where a wildcard was put: by its start, by its end, or by something in between. */
type Place =
  | { readonly by: 'start' | 'end'; readonly affix: string }
  | { readonly by: 'gram'; readonly gram: Gram }

type Option = { readonly place: Place; readonly load: number }

/** So many times fewer values are reached by each character more (up to a few that count). */
const WORTH_OF_UNIT = 8
const UNITS_THAT_COUNT = 5
/** A gram is looked for all over a value. */
const PLACES_OF_GRAM = 3

/** Wildcards of one field, each under a literal part that few others share. */
export class WildcardAccess {
  readonly #starts: AffixTable
  readonly #ends: AffixTable
  readonly #grams = new GramTable()
  /** The part that each was put under; by then, another may be the better one. */
  readonly #places = new Map<FieldTest, readonly Place[]>()

  constructor(starts: AffixTable, ends: AffixTable) {
    this.#starts = starts
    this.#ends = ends
  }

  get isEmpty(): boolean {
    return this.#places.size === 0
  }

  /** @param parts - at least two; else it is no wildcard. */
  add(parts: WildcardParts, test: FieldTest): void {
    const place = this.#choose(parts)
    this.#places.set(test, [...(this.#places.get(test) ?? []), place])
    if (place.by === 'gram') this.#grams.add(place.gram, test)
    else this.#affixes(place.by).add(place.affix, test)
  }

  /** Removes all wildcards of a test. */
  remove(test: FieldTest): void {
    for (const place of this.#places.get(test) ?? []) {
      if (place.by === 'gram') this.#grams.remove(place.gram, test)
      else this.#affixes(place.by).remove(place.affix, test)
    }
    this.#places.delete(test)
  }

  /** Starts and ends are reached with the other starts and ends of the field. */
  reach(value: ScannedValue, reached: Reached): void {
    this.#grams.reach(value, reached)
  }

  #choose(parts: WildcardParts): Place {
    const [start = '', ...others] = parts
    const end = others.pop() ?? ''
    const options = [this.#affixOption('start', start), this.#affixOption('end', end)]
    for (const part of others) options.push(this.#gramOption(part))
    return options.reduce((best, option) => (option.load < best.load ? option : best)).place
  }

  #affixOption(by: 'start' | 'end', affix: string): Option {
    const load = crowdedness(this.#affixes(by).count(affix)) * shareOf(affix.length)
    return { place: { by, affix }, load }
  }

  #gramOption(part: string): Option {
    const gram = this.#grams.rarest(part)
    const load = crowdedness(this.#grams.count(gram)) * shareOf(gram.length) * PLACES_OF_GRAM
    return { place: { by: 'gram', gram }, load }
  }

  #affixes(by: 'start' | 'end'): AffixTable {
    return by === 'start' ? this.#starts : this.#ends
  }
}

/** What many wildcards have is likely what many values have, and then all of those are reached. */
function crowdedness(tests: number): number {
  return (1 + tests) ** 2
}

function shareOf(length: number): number {
  return WORTH_OF_UNIT ** -Math.min(length, UNITS_THAT_COUNT)
}
