import type { Element } from './scanned-event.ts'

/** The chosen element (its index) of each array for which one was chosen. */
export type Choice = ReadonlyMap<number, number>

/** The choice with the element and those around it, but only of arrays that are still needed. */
export function extendChoice(
  choice: Choice,
  element: Element | undefined,
  isNeeded: (array: number) => boolean,
): Choice {
  const extended = new Map<number, number>()
  for (const [array, index] of choice) if (isNeeded(array)) extended.set(array, index)
  for (let inner = element; inner !== undefined; inner = inner.parent) {
    if (isNeeded(inner.array)) extended.set(inner.array, inner.index)
  }
  return extended
}

/** Equal for equal choices. */
export function keyOf(choice: Choice): string {
  return [...choice]
    .sort(([left], [right]) => left - right)
    .map(([array, index]) => `${array}:${index}`)
    .join(' ')
}

/** Where values are: in no array element, or in which, and in which inside of that. */
export class ElementTree {
  /** Every array that some value is inside of. */
  readonly arrays: ReadonlySet<number>
  readonly #root: Branching = createBranching(undefined)

  private constructor(values: readonly { readonly element: Element | undefined }[]) {
    const arrays = new Set<number>()
    const known = new Map<Element | undefined, Branching>([[undefined, this.#root]])
    for (const { element } of values) placeOf(element, known, arrays).hasValues = true
    this.arrays = arrays
  }

  static of(values: readonly { readonly element: Element | undefined }[]): ElementTree {
    return new ElementTree(values)
  }

  isEmptyWithin(choice: Choice): boolean {
    return this.elementsWithin(choice).next().done === true
  }

  /** The innermost elements of the values that do not contradict the choice. */
  *elementsWithin(choice: Choice): Generator<Element | undefined, void> {
    const waiting = [this.#root]
    for (let branching = waiting.pop(); branching !== undefined; branching = waiting.pop()) {
      if (branching.hasValues) yield branching.element
      for (const [array, elements] of branching.arrays) {
        const chosen = choice.get(array)
        if (chosen === undefined) for (const inner of elements.values()) waiting.push(inner)
        else waiting.push(...[elements.get(chosen)].filter((inner) => inner !== undefined))
      }
    }
  }
}

type Branching = {
  readonly element: Element | undefined
  readonly arrays: Map<number, Map<number, Branching>>
  hasValues: boolean
}

function createBranching(element: Element | undefined): Branching {
  return { element, arrays: new Map(), hasValues: false }
}

function placeOf(
  element: Element | undefined,
  known: Map<Element | undefined, Branching>,
  arrays: Set<number>,
): Branching {
  // A list and not recursion, since elements may be nested 1,000 deep.
  const missing: Element[] = []
  let inner = element
  while (inner !== undefined && !known.has(inner)) {
    missing.push(inner)
    inner = inner.parent
  }
  let branching = known.get(inner)
  if (branching === undefined) throw new Error('the root of an element tree is always known')
  for (const outer of missing.toReversed()) {
    const created = createBranching(outer)
    const elements = branching.arrays.get(outer.array) ?? new Map<number, Branching>()
    branching.arrays.set(outer.array, elements.set(outer.index, created))
    known.set(outer, created)
    arrays.add(outer.array)
    branching = created
  }
  return branching
}
