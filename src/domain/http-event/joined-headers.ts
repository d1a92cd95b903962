import type { HeaderLine } from './http-request.ts'

/** Headers by their names in lower case, repeated ones joined by commas in the order they came in. */
export function joinedHeaders(lines: readonly HeaderLine[]): ReadonlyMap<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of lines) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? value : `${before},${value}`)
  }
  return joined
}
