import { ElementTree } from '../array-choice.ts'
import type { FoundField } from '../combine-fields.ts'
import type { Predicate } from '../pattern.ts'
import { satisfies } from '../satisfies.ts'
import type { ScannedValue } from '../scan/scanned-value.ts'
import type { Element } from '../scanned-event.ts'
import { isWithinBlock } from '../value/ip-address.ts'
import { type Elements, toElements } from './agreeing-elements.ts'
import type { FieldTest } from './field-test.ts'
import { Finding } from './finding.ts'
import type { Guards } from './guards.ts'
import type { Hits } from './hits.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/** More tests than this are rarely judged for one event; the memory for them is given back. */
const MOST_KEPT = 4_096

/** What the event at hand has for those tests that somebody asks about, each found out once. */
export class Findings {
  readonly #hits: Hits
  readonly #guards: Guards
  readonly #pool: Finding[] = []
  #tests: FieldTest[] = []
  #used = 0

  constructor(hits: Hits, guards: Guards) {
    this.#hits = hits
    this.#guards = guards
  }

  /** Notes that a shelf of the test was reached. All of them must be noted before the test is judged. */
  addShelf(test: FieldTest, shelf: number): void {
    const finding = test.finding ?? this.#create(test)
    finding.addShelf(shelf)
  }

  outcomeOf(test: FieldTest): Outcome {
    const known = test.finding
    if (known !== undefined && known.outcome !== OUTCOME.unknown) return known.outcome
    // Whatever satisfies a guard opens it.
    if (test.guard > 0 && !this.#guards.isOpen(test.guard)) return OUTCOME.unsatisfied
    const finding = known ?? this.#create(test)
    finding.outcome = finding.shelf === 0 ? judgeField(test) : this.#judgeHits(test, finding)
    return finding.outcome
  }

  /** The array elements in which a test is satisfied. */
  elementsOf(test: FieldTest): Elements {
    const finding = test.finding ?? this.#create(test)
    if (finding.elements !== undefined) return finding.elements
    const elements: (Element | undefined)[] = []
    for (const value of this.#candidatesOf(test, finding)) {
      if (isSeen(test, value) && isSatisfying(test, value)) elements.push(value.element)
    }
    finding.elements = toElements(elements)
    return finding.elements
  }

  foundFor(test: FieldTest): FoundField {
    const finding = test.finding ?? this.#create(test)
    finding.found ??= findValues(test)
    return finding.found
  }

  clear(): void {
    for (let index = 0; index < this.#used; index += 1) {
      const test = this.#tests[index]
      if (test === undefined) continue
      test.finding = undefined
      this.#pool[index]?.clear()
    }
    this.#used = 0
    if (this.#pool.length <= MOST_KEPT) return
    this.#pool.length = 0
    this.#tests = []
  }

  #create(test: FieldTest): Finding {
    const index = this.#used
    this.#used += 1
    this.#tests[index] = test
    const finding = this.#pool[index] ?? new Finding()
    this.#pool[index] = finding
    test.finding = finding
    if (test.guard > 0) {
      for (const shelf of this.#guards.openersOf(test.guard)) finding.addShelf(shelf)
    }
    return finding
  }

  #judgeHits(test: FieldTest, finding: Finding): Outcome {
    let outcome = this.#judgeShelf(test, finding.shelf)
    for (const shelf of finding.moreShelves ?? []) {
      if (outcome === OUTCOME.satisfied) break
      const next = this.#judgeShelf(test, shelf)
      if (next !== OUTCOME.unsatisfied) outcome = next
    }
    return outcome
  }

  #judgeShelf(test: FieldTest, shelf: number): Outcome {
    const hits = this.#hits
    let outcome: Outcome = OUTCOME.unsatisfied
    for (let hit = hits.lastOf(shelf); hit > 0; hit = hits.before(hit)) {
      const value = hits.valueOf(hit)
      if (value === undefined || !isSeen(test, value) || !isSatisfying(test, value)) continue
      if (value.element === undefined) return OUTCOME.satisfied
      outcome = OUTCOME.withinElements
    }
    return outcome
  }

  /** All values that may satisfy it, in the order of the event. */
  #candidatesOf(test: FieldTest, { shelf, moreShelves = [] }: Finding): readonly ScannedValue[] {
    if (shelf === 0) return valuesOf(test)
    const values = this.#hitsOf(shelf)
    if (moreShelves.length === 0) return values
    for (const other of moreShelves) values.push(...this.#hitsOf(other))
    return [...new Set(values)].sort((left, right) => left.number - right.number)
  }

  #hitsOf(shelf: number): ScannedValue[] {
    const hits = this.#hits
    const values: ScannedValue[] = []
    for (let hit = hits.lastOf(shelf); hit > 0; hit = hits.before(hit)) {
      const value = hits.valueOf(hit)
      if (value !== undefined) values.push(value)
    }
    return values.reverse()
  }
}

/** Asks all values of the field. */
function judgeField(test: FieldTest): Outcome {
  let outcome: Outcome = OUTCOME.unsatisfied
  let isAbsent = true
  for (let value = test.field.node.first; value !== undefined; value = value.next) {
    if (!isSeen(test, value)) continue
    isAbsent = false
    if (!isSatisfying(test, value)) continue
    if (value.element === undefined) return OUTCOME.satisfied
    outcome = OUTCOME.withinElements
  }
  if (!test.mayBeAbsent || outcome !== OUTCOME.unsatisfied) return outcome
  return isAbsent ? OUTCOME.satisfied : OUTCOME.whereAbsent
}

function isSeen({ seesEmptySteps }: FieldTest, { hasEmptyStep }: ScannedValue): boolean {
  return seesEmptySteps || !hasEmptyStep
}

function isSatisfying(test: FieldTest, value: ScannedValue): boolean {
  if (test.onlyText !== undefined) return value.is === 'string' && value.text === test.onlyText
  for (const predicate of test.anyOf) if (isSatisfied(predicate, value)) return true
  return false
}

function isSatisfied(predicate: Predicate, value: ScannedValue): boolean {
  if (predicate.is !== 'address' || value.is !== 'string') return satisfies(value, predicate)
  const { address } = value
  return address !== undefined && isWithinBlock(address, predicate.low, predicate.high)
}

function findValues(test: FieldTest): FoundField {
  const values = valuesOf(test)
  return {
    satisfying: ElementTree.of(values.filter((value) => isSatisfying(test, value))),
    present: test.mayBeAbsent ? ElementTree.of(values) : undefined,
    size: values.length,
  }
}

function valuesOf(test: FieldTest): readonly ScannedValue[] {
  const values: ScannedValue[] = []
  for (let value = test.field.node.first; value !== undefined; value = value.next) {
    if (isSeen(test, value)) values.push(value)
  }
  return values
}
