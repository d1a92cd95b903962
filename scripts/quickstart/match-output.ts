import type { Block } from './parse-quickstart.ts'

type Output = NonNullable<Block['output']>

/** Stands for any text within a line, or, alone on a line, for any number of lines. */
const ANYTHING = '…'

/** What differs from run to run may be shown as it was when the README was written. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
]

/**
 * Compares what the README shows with what came. Ids and times of any value are equal; JSON is compared
 * by value, so that its layout is free.
 *
 * @returns what is wrong, or `undefined`.
 */
export function findDifference(shown: Output, printed: string): string | undefined {
  if (shown.language === 'text') {
    const equal = linesMatch(toLines(shown.text), toLines(printed))
    return equal ? undefined : 'the output is not as shown'
  }
  let value: unknown
  try {
    value = JSON.parse(printed)
  } catch {
    return 'the output is not JSON'
  }
  return valuesMatch(JSON.parse(shown.text), value) ? undefined : 'the JSON is not as shown'
}

function toLines(text: string): string[] {
  const stable = VOLATILE.reduce((rest, [what, name]) => rest.replaceAll(what, name), text)
  return stable
    .trim()
    .split('\n')
    .map((line) => line.trimEnd())
}

function linesMatch(shown: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = shown
  if (first === undefined) return printed.length === 0
  if (first.trim() === ANYTHING) {
    return (
      printed.some((_, skipped) => linesMatch(rest, printed.slice(skipped))) || rest.length === 0
    )
  }
  const [line, ...others] = printed
  return line !== undefined && lineMatches(first, line) && linesMatch(rest, others)
}

/** The parts between the placeholders appear in their order, the first and the last at the ends. */
function lineMatches(shown: string, printed: string): boolean {
  const parts = shown.split(ANYTHING)
  const first = parts.shift() ?? ''
  const last = parts.pop()
  if (last === undefined) return first === printed

  if (!printed.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = printed.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return printed.length - last.length >= at && printed.endsWith(last)
}

function valuesMatch(shown: unknown, printed: unknown): boolean {
  if (typeof shown === 'string') {
    return (
      shown === ANYTHING ||
      (typeof printed === 'string' && linesMatch(toLines(shown), toLines(printed)))
    )
  }
  if (Array.isArray(shown)) {
    return (
      Array.isArray(printed) &&
      shown.length === printed.length &&
      shown.every((item, index) => valuesMatch(item, printed[index]))
    )
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof printed !== 'object' || printed === null || Array.isArray(printed)) return false
    const there = new Map(Object.entries(printed))
    const wanted = Object.entries(shown)
    return (
      wanted.length === there.size &&
      wanted.every(([key, value]) => there.has(key) && valuesMatch(value, there.get(key)))
    )
  }
  return shown === printed
}
