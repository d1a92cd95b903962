/** An event taken apart for matching: every value that is not an object or an array, by its path. */
export type ScannedEvent = {
  /** The names of the top-level members. */
  readonly names: ReadonlySet<string>
  readonly root: EventNode
}

/** One step of a path; `a.b` in one name and `b` under `a` lead to the same node. */
export type EventNode = {
  readonly children: ReadonlyMap<string, EventNode>
  /** Every value at this path: more than one where there are arrays or repeated names. */
  readonly values: readonly EventValue[]
}

export type EventValue = EventScalar & {
  /** The innermost array element that this value is a member of; see `Element`. */
  readonly element: Element | undefined
  /** Whether one of the names above has an empty step; see `Pattern.hasEmptyStep`. */
  readonly hasEmptyStep: boolean
}

export type EventScalar =
  | { readonly is: 'string'; readonly text: string }
  /** `value` is undefined where a double cannot carry the number; `text` is as in the event. */
  | { readonly is: 'number'; readonly text: string; readonly value: number | undefined }
  | { readonly is: 'literal'; readonly text: 'true' | 'false' | 'null' }

/**
 * An object or array inside an array. Values that match together must not come from different
 * elements of one array; scalars directly in an array are free of this.
 */
export type Element = {
  /** Number of the array in the event. */
  readonly array: number
  readonly index: number
  /** The element around that array. */
  readonly parent: Element | undefined
}

/** Finds the values at a pattern's path. */
export function valuesAt(event: ScannedEvent, path: string): readonly EventValue[] {
  let node: EventNode | undefined = event.root
  for (const step of path.split('.')) node = node?.children.get(step)
  return node?.values ?? []
}
