import { InvalidInput } from '../faults.ts'
import type { InputTransformer, Target } from '../target.ts'
import { compactJson } from './compact-json.ts'
import { type InputTemplate, type Placeholder, toInputTemplate } from './input-template.ts'
import { type JsonPath, parseJsonPath } from './json-path.ts'
import { isPredefinedVariable } from './predefined-variables.ts'

/** What a target receives of an event. */
export type TargetInput =
  | { readonly kind: 'whole' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: JsonPath }
  | {
      readonly kind: 'transformer'
      readonly template: InputTemplate
      readonly paths: ReadonlyMap<string, JsonPath>
    }

type InputFields = Pick<Target, 'id' | 'input' | 'inputPath' | 'inputTransformer'>

/**
 * Checks a target's input fields as PutTargets does, and makes them ready for `shapeInput`.
 *
 * @throws InvalidInput with AWS's words where they are known.
 */
export function compileInput(target: InputFields): TargetInput {
  const { id, input, inputPath, inputTransformer } = target
  const given = [input, inputPath, inputTransformer].filter((field) => field !== undefined)
  if (given.length > 1) {
    throw new InvalidInput(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`,
    )
  }
  if (input !== undefined) return compileConstant(id, input)
  if (inputPath !== undefined) return compilePath(id, inputPath)
  if (inputTransformer !== undefined) return compileTransformer(id, inputTransformer)
  return { kind: 'whole' }
}

function compileConstant(id: string, text: string): TargetInput {
  const json = compactJson(text)
  if (json.ok) return { kind: 'constant', text }
  const before = text.slice(0, json.at).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  throw new InvalidInput(
    `JSON syntax error in input for target ${id} at (${before.length}, ${column})`,
  )
}

function compilePath(id: string, text: string): TargetInput {
  const path = parseJsonPath(text)
  if (path === undefined) {
    throw new InvalidInput(`InputPath for target ${id} contains invalid JSONPath ${text}.`)
  }
  return { kind: 'path', path }
}

function compileTransformer(id: string, transformer: InputTransformer): TargetInput {
  const entries = Object.entries(transformer.inputPathsMap ?? {})
  const paths = new Map(entries.map(([key, text]) => [key, compilePathOf(id, key, text)]))
  const template = toInputTemplate(transformer.inputTemplate)
  for (const part of template.parts) {
    if (typeof part === 'string') continue
    checkPlaceholder(id, part, paths)
    if (template.mode === 'json' && part.isInKey) {
      throw new InvalidInput(
        `InputTemplate for target ${id} contains placeholder ${part.name} as an object key.`,
      )
    }
  }
  return { kind: 'transformer', template, paths }
}

function compilePathOf(id: string, key: string, text: string): JsonPath {
  if (key.startsWith('AWS') || key.startsWith('aws.')) {
    throw new InvalidInput(`InputPathsMap for target ${id} contains reserved key ${key}.`)
  }
  const path = parseJsonPath(text)
  if (path === undefined) {
    throw new InvalidInput(`InputPathsMap for target ${id} contains invalid JSONPath ${text}.`)
  }
  return path
}

function checkPlaceholder(
  id: string,
  { name }: Placeholder,
  paths: ReadonlyMap<string, JsonPath>,
): void {
  if (paths.has(name) || isPredefinedVariable(name)) return
  throw new InvalidInput(`InputTemplate for target ${id} contains invalid placeholder ${name}.`)
}
