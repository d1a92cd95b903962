import { matches } from '../matches.ts'
import type { Branch, Pattern } from '../pattern.ts'
import type { ScannedEvent } from '../scanned-event.ts'
import { FieldAnswers, isHopeless } from './field-answers.ts'
import { createBudget, type Walk, walkBranch } from './walk-branch.ts'

/** Whether a pattern matches and, if not, how near it came. */
export type Judgement = { readonly matched: true } | NearMiss

/** Of the combinations that `$or` makes, the one that got furthest. */
export type NearMiss = {
  readonly matched: false
  readonly branch: Branch
  /** How many fields of the branch are satisfied; never all of them. */
  readonly satisfied: number
}

/** The cheap half of explaining: enough to say which of many rules came nearest. */
export function judgePattern(pattern: Pattern, event: ScannedEvent): Judgement {
  const answers = new FieldAnswers(pattern, event)
  const walks = walkBranches(pattern, answers)
  if (walks.includes('holds')) return { matched: true }
  // What is too hard to explain may still be within the reach of the matcher.
  if (walks.includes('gave-up') && matches(pattern, event)) return { matched: true }
  return nearestBranch(pattern, answers)
}

/** Up to the first that holds. */
function walkBranches({ branches }: Pattern, answers: FieldAnswers): readonly Walk[] {
  const budget = createBudget()
  const walks: Walk[] = []
  for (const branch of branches) {
    const failsAt = branch.findIndex((field) => isHopeless(answers.of(field)))
    const walk = failsAt < 0 ? walkBranch(branch, answers, budget) : { failsAt }
    walks.push(walk)
    if (walk === 'holds') break
  }
  return walks
}

function nearestBranch(pattern: Pattern, answers: FieldAnswers): NearMiss {
  let best: NearMiss | undefined
  for (const branch of pattern.branches) {
    const alone = branch.filter((field) => answers.of(field).isSatisfied).length
    // Where each field alone is satisfied, at least one is not together with the others.
    const satisfied = Math.min(alone, branch.length - 1)
    const one: NearMiss = { matched: false, branch, satisfied }
    if (best === undefined || shareOf(one) > shareOf(best)) best = one
  }
  if (best === undefined) throw new Error('a pattern has at least one branch')
  return best
}

/** How much of the pattern is satisfied, from 0 to 1. */
export function shareOf(judgement: Judgement): number {
  return judgement.matched ? 1 : judgement.satisfied / judgement.branch.length
}
