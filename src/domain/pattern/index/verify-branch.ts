import { ElementTree } from '../array-choice.ts'
import { canCombine, createLookBudget, type FoundField } from '../combine-fields.ts'
import { satisfies } from '../satisfies.ts'
import type { ScannedValue } from '../scan/scanned-value.ts'
import type { Branch, FieldTest } from './branch.ts'
import { OUTCOME, type Outcome } from './outcome.ts'

/**
 * Whether the event at hand satisfies a branch.
 *
 * @param judged - gets the tests whose outcome was not known before.
 */
export function verifyBranch(branch: Branch, judged: FieldTest[]): boolean {
  let bound = 0
  let isOpen = false
  for (const test of branch.tests) {
    if (test.outcome === OUTCOME.unknown) {
      test.outcome = judge(test)
      judged.push(test)
    }
    if (test.outcome === OUTCOME.unsatisfied) return false
    if (test.outcome !== OUTCOME.satisfied) bound += 1
    if (test.outcome === OUTCOME.whereAbsent) isOpen = true
  }
  // One field alone agrees with itself.
  return bound === 0 || (bound === 1 && !isOpen) || combine(branch)
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
  for (const predicate of test.anyOf) if (satisfies(value, predicate)) return true
  return false
}

function combine({ tests }: Branch): boolean {
  const ordered = [...tests].sort((left, right) => (left.path < right.path ? -1 : 1))
  return canCombine(ordered.map(findValues), createLookBudget())
}

function findValues(test: FieldTest): FoundField {
  const values: ScannedValue[] = []
  for (let value = test.values.first; value !== undefined; value = value.next) {
    if (test.seesEmptySteps || !value.hasEmptyStep) values.push(value)
  }
  return {
    satisfying: ElementTree.of(values.filter((value) => isSatisfying(test, value))),
    present: test.mayBeAbsent ? ElementTree.of(values) : undefined,
    size: values.length,
  }
}
