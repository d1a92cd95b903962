import { compactJson } from './compact-json.ts'
import type { InputTemplate, Placeholder } from './input-template.ts'
import { evaluatePath, type JsonPath } from './json-path.ts'
import { type DeliveryFacts, type EventText, predefinedValue } from './predefined-variables.ts'
import type { TargetInput } from './target-input.ts'

export type ShapedInput =
  | { readonly ok: true; readonly payload: string }
  /** Nothing can be delivered: InputPath leads nowhere, or the filled-in template is not JSON. */
  | { readonly ok: false; readonly reason: 'path-not-found' | 'invalid-json' }

/**
 * What a target receives of an event. Values are taken over as they are spelled in the event.
 *
 * A payload is JSON, with one exception that AWS has too: a template of several lines of strings
 * gives as many lines.
 */
export function shapeInput(
  input: TargetInput,
  event: EventText,
  facts: DeliveryFacts,
): ShapedInput {
  switch (input.kind) {
    case 'whole':
      return { ok: true, payload: event.text }
    case 'constant':
      return { ok: true, payload: input.text }
    case 'path':
      return delivered(evaluatePath(input.path, event.text), 'path-not-found')
    case 'transformer': {
      const resolve = resolverFor(input.paths, event, facts)
      return delivered(fillIn(input.template, resolve), 'invalid-json')
    }
  }
}

/** JSON text of a placeholder's value; undefined when the event does not have it. */
type Resolve = (name: string) => string | undefined

function delivered(
  payload: string | undefined,
  reason: 'path-not-found' | 'invalid-json',
): ShapedInput {
  return payload === undefined ? { ok: false, reason } : { ok: true, payload }
}

function resolverFor(
  paths: ReadonlyMap<string, JsonPath>,
  event: EventText,
  facts: DeliveryFacts,
): Resolve {
  return (name) => {
    const path = paths.get(name)
    return path ? evaluatePath(path, event.text) : predefinedValue(name, event, facts)
  }
}

function fillIn({ mode, parts }: InputTemplate, resolve: Resolve): string | undefined {
  let filledIn = ''
  for (const part of parts) {
    const text = typeof part === 'string' ? part : insertion(part, resolve(part.name), mode)
    if (text === undefined) return undefined
    filledIn += text
  }
  return finish(filledIn, mode)
}

/**
 * What a placeholder turns into. A string's source text is already escaped, so between quotes it
 * can neither end the string nor add members. Undefined when no JSON can come out of it.
 */
function insertion(
  { isInString }: Placeholder,
  value: string | undefined,
  mode: InputTemplate['mode'],
): string | undefined {
  if (value === undefined) return isInString ? '' : '""'
  const isContainer = value.startsWith('{') || value.startsWith('[')
  if (isContainer && isInString) return mode === 'json' ? undefined : withoutQuotes(value)
  // One line, since in this mode a line end ends the string.
  if (isContainer && mode === 'strings') return compacted(value)
  return isInString && value.startsWith('"') ? value.slice(1, -1) : value
}

/** How an object or array reads inside a string: `{name:Ada,tags:[a,b]}`. */
function withoutQuotes(json: string): string | undefined {
  return compacted(json)?.replace(/\\[\s\S]|"/g, (mark) => (mark.endsWith('"') ? '' : mark))
}

function finish(filledIn: string, mode: InputTemplate['mode']): string | undefined {
  if (mode === 'json') return compacted(filledIn)
  const lines = filledIn.split('\n').filter((line) => line.trim() !== '')
  const areJson = lines.length > 0 && lines.every((line) => compactJson(line).ok)
  return areJson ? filledIn : undefined
}

function compacted(text: string): string | undefined {
  const json = compactJson(text)
  return json.ok ? json.text : undefined
}
