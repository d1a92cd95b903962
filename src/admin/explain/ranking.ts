import { compareJudged, type JudgedRule } from './judge-rule.ts'

/** The first of many rules by rank, and how many there were of each verdict. */
export class Ranking {
  readonly counts = { matched: 0, notMatched: 0, notAsked: 0 }
  readonly #limit: number
  #kept: JudgedRule[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  add(judged: JudgedRule): void {
    this.counts[COUNT_OF[judged.verdict]] += 1
    this.#kept.push(judged)
    // Sorting now and then keeps the list short without a search for every rule.
    if (this.#kept.length >= 2 * this.#limit) this.#kept = this.first()
  }

  first(): JudgedRule[] {
    return this.#kept.toSorted(compareJudged).slice(0, this.#limit)
  }
}

const COUNT_OF = {
  matched: 'matched',
  'not-matched': 'notMatched',
  'not-asked': 'notAsked',
} as const
