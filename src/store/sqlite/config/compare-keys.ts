import type { Key } from '../../config-store.ts'

/** Part by part; numbers before strings, numbers by value, and a key before those that it begins. */
export function compareKeys(a: Key, b: Key): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i += 1) {
    const order = compareParts(a[i] as string | number, b[i] as string | number)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareParts(a: string | number, b: string | number): number {
  if (a === b) return 0
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : 1
}
