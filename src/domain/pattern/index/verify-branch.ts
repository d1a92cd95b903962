import { canCombine, type LookBudget } from '../combine-fields.ts'
import { canAgree, type Elements } from './agreeing-elements.ts'
import type { Branch } from './branch.ts'
import type { Findings } from './findings.ts'
import { OUTCOME } from './outcome.ts'

/**
 * Whether the event at hand satisfies a branch.
 *
 * @param budget - of the event.
 */
export function verifyBranch(
  branch: Branch,
  findings: Findings,
  budget: () => LookBudget,
): boolean {
  let bound = 0
  let isOpen = false
  for (const test of branch.tests) {
    const outcome = findings.outcomeOf(test)
    if (outcome === OUTCOME.unsatisfied) return false
    if (outcome !== OUTCOME.satisfied) bound += 1
    if (outcome === OUTCOME.whereAbsent) isOpen = true
  }
  // One field alone agrees with itself.
  if (bound === 0 || (bound === 1 && !isOpen)) return true
  return (isOpen ? undefined : agree(branch, findings)) ?? combine(branch, findings, budget())
}

/** Fields that are satisfied outside of all arrays agree with everything. */
function agree({ tests }: Branch, findings: Findings): boolean | undefined {
  const bound: Elements[] = []
  for (const test of tests) {
    if (findings.outcomeOf(test) !== OUTCOME.withinElements) continue
    // A field that may be absent could also be that, where the others choose other elements.
    if (test.mayBeAbsent) return undefined
    bound.push(findings.elementsOf(test))
  }
  return canAgree(bound)
}

function combine({ tests }: Branch, findings: Findings, budget: LookBudget): boolean {
  // To find the values of all its tests would be work too.
  if (budget.looks <= 0) return false
  const ordered = [...tests].sort((left, right) => (left.field.path < right.field.path ? -1 : 1))
  return canCombine(
    ordered.map((test) => findings.foundFor(test)),
    budget,
  )
}
