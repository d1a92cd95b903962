import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/domain/faults.ts'
import { evaluatePath, parseJsonPath } from '../../src/domain/input/json-path.ts'
import type { DeliveryFacts } from '../../src/domain/input/predefined-variables.ts'
import { shapeInput } from '../../src/domain/input/shape-input.ts'
import { compileInput } from '../../src/domain/input/target-input.ts'
import type { Target } from '../../src/domain/target.ts'

/** `value` is missing where the path leads nowhere. */
/**
 * Who says so: `recorded`, AWS was observed to follow this rule; `documented`, its documentation;
 * `decided`, neither does, and busbar chose.
 */
type Origin = 'recorded' | 'documented' | 'decided'

type PathVector = { path: string; refused?: boolean; event: string; value?: string }
type RefusedVector = { target: Target; message: string; origin: Origin }
type TemplateVector = { name: string; origin: Origin; template: string } & (
  | { payload: string }
  | { reason: string }
)
/** The first line of the template vectors: what all of them are filled in from. */
type Setting = { event: string; paths: Record<string, string>; facts: DeliveryFacts }

describe('paths into an event', () => {
  it.each(readLines<PathVector>('inputs-paths.jsonl'))('$path in $event is $value', (vector) => {
    const path = parseJsonPath(vector.path)
    expect(path === undefined).toBe(vector.refused ?? false)
    if (path !== undefined) expect(evaluatePath(path, vector.event)).toBe(vector.value)
  })
})

describe('input fields of a target', () => {
  it.each(readLines<RefusedVector>('inputs-refused.jsonl'))(
    'are refused: $message ($origin)',
    ({ target, message }) => {
      expect(() => compileInput(target)).toThrow(new InvalidInput(message))
    },
  )
})

describe('input templates', () => {
  const [{ event, paths, facts }, ...vectors] = readLines('inputs-templates.jsonl') as [
    Setting,
    ...TemplateVector[],
  ]

  it.each(vectors)('$name ($origin)', ({ template, ...expected }) => {
    const input = compileInput({
      id: 't',
      inputTransformer: { inputPathsMap: paths, inputTemplate: template },
    })
    const shaped = shapeInput(input, { text: event }, facts)
    if ('payload' in expected) expect(shaped).toEqual({ ok: true, payload: expected.payload })
    else expect(shaped).toEqual({ ok: false, reason: expected.reason })
  })
})

function readLines<T>(name: string): T[] {
  const text = readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')
  const lines = text.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as T)
}
