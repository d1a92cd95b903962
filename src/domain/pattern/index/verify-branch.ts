import { ElementTree } from '../array-choice.ts'
import { canCombine, createLookBudget, type FoundField } from '../combine-fields.ts'
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
    // Whatever satisfies a test that has been filed reaches it.
    if (test.isFiled && !test.isReached) return OUTCOME.unsatisfied
    test.outcome = judge(test)
    judged.push(test)
  }
  return test.outcome
}

/** Whether the event at hand satisfies a branch. */
export function verifyBranch(branch: Branch, judged: FieldTest[]): boolean {
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
  return (isOpen ? undefined : agree(branch)) ?? combine(branch)
}

function judge(test: FieldTest): Outcome {
  let outcome: Outcome = OUTCOME.unsatisfied
  let isAbsent = true
  for (let value = test.values.first; value !== undefined; value = value.next) {
    if (value.hasEmptyStep && !test.seesEmptySteps) continue
    isAbsent = false
    if (!isSatisfying(test, value)) continue
    if (value.element === undefined) return OUTCOME.satisfied
    outcome = OUTCOME.withinElements
  }
  if (!test.mayBeAbsent || outcome !== OUTCOME.unsatisfied) return outcome
  return isAbsent ? OUTCOME.satisfied : OUTCOME.whereAbsent
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
  test.elements ??= valuesOf(test)
    .filter((value) => isSatisfying(test, value))
    .map(({ element }) => element)
  return test.elements
}

function combine({ tests }: Branch): boolean {
  const ordered = [...tests].sort((left, right) => (left.path < right.path ? -1 : 1))
  return canCombine(ordered.map(findValues), createLookBudget())
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
  for (let value = test.values.first; value !== undefined; value = value.next) {
    if (test.seesEmptySteps || !value.hasEmptyStep) values.push(value)
  }
  return values
}
