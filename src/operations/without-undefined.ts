type Present<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out the members that were not given: an answer and a document never hold an empty one. */
export function withoutUndefined<T extends object>(value: T): Present<T> {
  const given = Object.entries(value).filter(([, member]) => member !== undefined)
  // The filter has just made true what `Present` says.
  return Object.fromEntries(given) as Present<T>
}
