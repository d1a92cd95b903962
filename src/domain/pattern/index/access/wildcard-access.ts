import type { Predicate } from '../../pattern.ts'
import type { ScannedValue } from '../../scan/scanned-value.ts'
import type { WildcardParts } from '../../value/wildcard.ts'
import type { Hits } from '../hits.ts'
import type { Shelves, Waiting } from '../shelves.ts'
import type { AffixTable } from './affix-table.ts'
import { type Gram, GramTable } from './gram-table.ts'

export type WildcardPredicate = Extract<Predicate, { is: 'wildcard' }>

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
  readonly #grams: GramTable
  /** The part that each is under, and how many wait there for it. By now, another part may be the better one. */
  readonly #places = new Map<WildcardPredicate, { readonly place: Place; users: number }>()

  constructor(starts: AffixTable, ends: AffixTable, shelves: Shelves) {
    this.#starts = starts
    this.#ends = ends
    this.#grams = new GramTable(shelves)
  }

  /** @param wildcard - of at least two parts; else it is no wildcard. Always the same object for a test. */
  add(wildcard: WildcardPredicate, waiting: Waiting): void {
    const known = this.#places.get(wildcard) ?? { place: this.#choose(wildcard.parts), users: 0 }
    known.users += 1
    this.#places.set(wildcard, known)
    this.#change('add', known.place, waiting)
  }

  remove(wildcard: WildcardPredicate, waiting: Waiting): void {
    const known = this.#places.get(wildcard)
    if (known === undefined) return
    this.#change('remove', known.place, waiting)
    known.users -= 1
    if (known.users === 0) this.#places.delete(wildcard)
  }

  /** Starts and ends are reached with the other starts and ends of the field. */
  reach(value: ScannedValue, hits: Hits): void {
    if (this.#places.size > 0) this.#grams.reach(value, hits)
  }

  #change(change: 'add' | 'remove', place: Place, waiting: Waiting): void {
    if (place.by === 'gram') this.#grams[change](place.gram, waiting)
    else this.#affixes(place.by)[change](place.affix, waiting)
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
function crowdedness(waiting: number): number {
  return (1 + waiting) ** 2
}

function shareOf(length: number): number {
  return WORTH_OF_UNIT ** -Math.min(length, UNITS_THAT_COUNT)
}
