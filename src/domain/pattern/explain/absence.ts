import type { EventNode, ScannedEvent } from '../scanned-event.ts'
import { isSlip } from './one-edit.ts'
import { listNames, nameValue, quotePath } from './quote.ts'

export type AbsenceReason = 'absent' | 'object' | 'empty'

/** Why there is no value at a path. */
export type Absence = {
  readonly reason: AbsenceReason
  readonly words: string
  readonly didYouMean?: string
}

/** What an event has where a pattern looks for a value and there is none. */
export function explainAbsence(event: ScannedEvent, path: string): Absence {
  const steps = path.split('.')
  const { node, depth } = deepest(event, steps)
  if (depth < steps.length) return missingStep(event, steps, node, depth)
  if (node.values.length > 0) {
    // AWS reads only members whose names are steps of a path, and loses an empty last step.
    return {
      reason: 'absent',
      words: 'nothing: patterns do not see what has an empty name above it',
    }
  }
  if (node.children.size === 0) {
    return { reason: 'empty', words: 'an empty object or array, which has no value' }
  }
  const members = [...firstOf(node.children.keys(), 5)].map(quotePath)
  const names = listNames(members, node.children.size, 'and')
  return {
    reason: 'object',
    words: `an object (with ${names}); a list of values asks for a value, not for an object`,
  }
}

/** As far as the event knows the path. */
function deepest(event: ScannedEvent, steps: readonly string[]) {
  let node: EventNode = event.root
  let depth = 0
  for (const step of steps) {
    const child = node.children.get(step)
    if (child === undefined) break
    node = child
    depth += 1
  }
  return { node, depth }
}

function missingStep(
  event: ScannedEvent,
  steps: readonly string[],
  parent: EventNode,
  depth: number,
): Absence {
  const didYouMean = similarMember(steps, parent, depth) ?? elsewhere(event, steps)
  const above = steps.slice(0, depth).join('.')
  return {
    reason: 'absent',
    words: `nothing: ${describeParent(above, parent, steps[depth] ?? '')}`,
    ...(didYouMean !== undefined && { didYouMean }),
  }
}

function describeParent(path: string, { children, values }: EventNode, step: string): string {
  if (path === '') return `the event has no member ${quotePath(step)}`
  const [value] = values
  if (children.size === 0 && value !== undefined) {
    return `${quotePath(path)} is ${nameValue(value)}, not an object`
  }
  return `${quotePath(path)} has no member ${quotePath(step)}`
}

const MOST_NAMES = 10_000

function similarMember(
  steps: readonly string[],
  parent: EventNode,
  depth: number,
): string | undefined {
  const wanted = steps[depth] ?? ''
  for (const name of firstOf(parent.children.keys(), MOST_NAMES)) {
    if (name !== '' && isSlip(name, wanted)) {
      return furthest(parent, [...steps.slice(0, depth), name], steps.slice(depth + 1))
    }
  }
  return undefined
}

/** The corrected path with as many of the steps behind it as are there. */
function furthest(parent: EventNode, corrected: readonly string[], rest: readonly string[]) {
  const path = [...corrected]
  let node = parent.children.get(corrected.at(-1) ?? '')
  for (const step of rest) {
    node = node?.children.get(step)
    if (node === undefined) break
    path.push(step)
  }
  return path.join('.')
}

/** The commonest slip of all: what is in `detail` is looked for beside it, or the other way round. */
function elsewhere(event: ScannedEvent, steps: readonly string[]): string | undefined {
  const moved = steps[0] === 'detail' ? steps.slice(1) : ['detail', ...steps]
  const isThere = moved.length > 0 && deepest(event, moved).depth === moved.length
  return isThere ? moved.join('.') : undefined
}

function* firstOf<T>(items: Iterable<T>, most: number): Generator<T> {
  let count = 0
  for (const item of items) {
    if (count === most) return
    count += 1
    yield item
  }
}
