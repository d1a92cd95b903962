import { elementsOf, membersOf, type Span, spanAt } from './json-spans.ts'

/** The way from the whole event (no steps) down to a value. */
export type JsonPath = readonly PathStep[]

type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }

const STEP = /\.(?<key>[\p{L}\p{N}_/-]+)|\[(?<index>\d{1,9})\]|\.\*|\[\*\]/uy

/**
 * Reads the part of JSONPath that EventBridge knows: `$`, `.name`, `[0]`, `.*` and `[*]`; names of
 * letters, digits, `-`, `_` and `/`. Source: EventBridge User Guide, "Input transformation".
 *
 * @returns undefined for anything else; the caller knows which parameter to blame.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined
  const path: PathStep[] = []
  STEP.lastIndex = 1
  let at = 1
  while (at < text.length) {
    const groups = STEP.exec(text)?.groups
    if (groups === undefined) return undefined
    path.push(toStep(groups['key'], groups['index']))
    at = STEP.lastIndex
  }
  return path
}

/**
 * The source text of the value at the end of a path. Of a repeated key the last one counts. A path
 * with a wildcard gives an array of all it finds, which may be empty, unless what stands before the
 * wildcard does not exist.
 *
 * @param json - a valid JSON text.
 */
export function evaluatePath(path: JsonPath, json: string): string | undefined {
  const wildcard = path.findIndex((step) => step.kind === 'all')
  const direct = wildcard < 0 ? path : path.slice(0, wildcard)
  const [found] = follow(direct, spanAt(json, 0), json)
  if (found === undefined) return undefined
  if (wildcard < 0) return sourceOf(found, json)
  if (!isContainer(found, json)) return undefined
  const all = follow(path.slice(wildcard), found, json)
  return `[${all.map((span) => sourceOf(span, json)).join(',')}]`
}

function toStep(key: string | undefined, index: string | undefined): PathStep {
  if (key !== undefined) return { kind: 'key', key }
  if (index !== undefined) return { kind: 'index', index: Number(index) }
  return { kind: 'all' }
}

function follow(path: JsonPath, from: Span, json: string): readonly Span[] {
  let spans: readonly Span[] = [from]
  for (const step of path) spans = spans.flatMap((span) => childrenOf(span, step, json))
  return spans
}

function childrenOf({ start }: Span, step: PathStep, json: string): readonly Span[] {
  if (json[start] === '{' && step.kind !== 'index') {
    const members = new Map(membersOf(json, start))
    if (step.kind === 'all') return [...members.values()]
    const member = members.get(step.key)
    return member === undefined ? [] : [member]
  }
  if (json[start] === '[' && step.kind !== 'key') {
    const elements = [...elementsOf(json, start)]
    return step.kind === 'all' ? elements : elements.slice(step.index, step.index + 1)
  }
  return []
}

function isContainer({ start }: Span, json: string): boolean {
  return json[start] === '{' || json[start] === '['
}

function sourceOf({ start, end }: Span, json: string): string {
  return json.slice(start, end)
}
