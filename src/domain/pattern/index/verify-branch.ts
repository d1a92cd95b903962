import { ElementTree } from '../array-choice.ts'
import { canCombine, type FoundField, type LookBudget } from '../combine-fields.ts'
import type { Predicate } from '../pattern.ts'
import { satisfies } from '../satisfies.ts'
import type { ScannedValue } from '../scan/scanned-value.ts'
import { isWithinBlock } from '../value/ip-address.ts'
import { canAgree, type Elements } from './agreeing-elements.ts'
import type { Branch, FieldTest } from './branch.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/**
 * What the event at hand has for a test, found out once.
 *
 * @param judged - gets the test if its outcome was not known before.
 */
export function outcomeOf(test: FieldTest, judged: FieldTest[]): Outcome {
  if (test.outcome === OUTCOME.unknown) {
    // Whatever satisfies a test that opens a shelf reaches it.
    if (test.opens > 0 && !test.isReached) return OUTCOME.unsatisfied
    test.outcome = judge(test)
    judged.push(test)
  }
  return test.outcome
}

/**
 * Whether the event at hand satisfies a branch.
 *
 * @param budget - of the event.
 */
export function verifyBranch(
  branch: Branch,
  judged: FieldTest[],
  budget: () => LookBudget,
): boolean {
  let bound = 0
  let isOpen = false
  for (const test of branch.tests) {
    const outcome = outcomeOf(test, judged)
    if (outcome === OUTCOME.unsatisfied) return false
    if (outcome !== OUTCOME.satisfied) bound += 1
    if (outcome === OUTCOME.whereAbsent) isOpen = true
  }
  // One field alone agrees with itself.
  if (bound === 0 || (bound === 1 && !isOpen)) return true
  return (isOpen ? undefined : agree(branch)) ?? combine(branch, budget())
}

function judge(test: FieldTest): Outcome {
  const { firstHit, moreHits } = test
  if (firstHit === undefined || test.hasUnknownHits) return judgeField(test)
  const first = outcomeOfValue(test, firstHit)
  if (moreHits === undefined || first === OUTCOME.satisfied) return first
  let outcome = first
  for (const value of moreHits) {
    const next = outcomeOfValue(test, value)
    if (next === OUTCOME.satisfied) return next
    if (next !== OUTCOME.unsatisfied) outcome = next
  }
  return outcome
}

function outcomeOfValue(test: FieldTest, value: ScannedValue): Outcome {
  if (!isSeen(test, value) || !isSatisfying(test, value)) return OUTCOME.unsatisfied
  return value.element === undefined ? OUTCOME.satisfied : OUTCOME.withinElements
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
  for (const predicate of test.anyOf) if (isSatisfied(predicate, value)) return true
  return false
}

function isSatisfied(predicate: Predicate, value: ScannedValue): boolean {
  if (predicate.is !== 'address' || value.is !== 'string') return satisfies(value, predicate)
  const { address } = value
  return address !== undefined && isWithinBlock(address, predicate.low, predicate.high)
}

/** Fields that are satisfied outside of all arrays agree with everything. */
function agree({ tests }: Branch): boolean | undefined {
  const bound = tests.filter(({ outcome }) => outcome === OUTCOME.withinElements)
  // A field that may be absent could also be that, where the others choose other elements.
  if (bound.some(({ mayBeAbsent }) => mayBeAbsent)) return undefined
  return canAgree(bound.map(satisfyingElements))
}

function satisfyingElements(test: FieldTest): Elements {
  test.elements ??= candidatesOf(test)
    .filter((value) => isSeen(test, value) && isSatisfying(test, value))
    .map(({ element }) => element)
  return test.elements
}

function combine({ tests }: Branch, budget: LookBudget): boolean {
  // To find the values of all its tests would be work too.
  if (budget.looks <= 0) return false
  const ordered = [...tests].sort((left, right) => (left.field.path < right.field.path ? -1 : 1))
  return canCombine(ordered.map(findValues), budget)
}

function findValues(test: FieldTest): FoundField {
  if (test.found !== undefined) return test.found
  const values = valuesOf(test)
  test.found = {
    satisfying: ElementTree.of(values.filter((value) => isSatisfying(test, value))),
    present: test.mayBeAbsent ? ElementTree.of(values) : undefined,
    size: values.length,
  }
  return test.found
}

/** All values that may satisfy it. */
function candidatesOf(test: FieldTest): readonly ScannedValue[] {
  const { firstHit, moreHits = [], hasUnknownHits } = test
  if (firstHit === undefined || hasUnknownHits) return valuesOf(test)
  return [firstHit, ...moreHits]
}

function valuesOf(test: FieldTest): readonly ScannedValue[] {
  const values: ScannedValue[] = []
  for (let value = test.field.node.first; value !== undefined; value = value.next) {
    if (test.seesEmptySteps || !value.hasEmptyStep) values.push(value)
  }
  return values
}
