import type { Operation, ServiceName } from './operation.ts'
import type { Schema, Support } from './schema.ts'

export type CompatibilityRow = {
  readonly service: ServiceName
  readonly operation: string
  /** For example `Targets[].InputTransformer.InputPathsMap{}`. */
  readonly field: string
  readonly support: Support
}

/** One row for each input field, nested ones included; what a kept or refused field contains goes with it. */
export function compatibilityRows(operations: readonly Operation[]): CompatibilityRow[] {
  return operations.flatMap(({ service, name, input }) =>
    [...fieldsOf(input, '')].map((field) => ({ service, operation: name, ...field })),
  )
}

type Field = { readonly field: string; readonly support: Support }

function* fieldsOf(schema: Schema, path: string): Generator<Field> {
  if (schema.kind === 'list') {
    yield* insideOf(schema.item, `${path}[]`)
  } else if (schema.kind === 'map') {
    yield* insideOf(schema.value, `${path}{}`)
  } else if (schema.kind === 'structure') {
    for (const [name, member] of Object.entries(schema.members)) {
      const field = path === '' ? name : `${path}.${name}`
      yield { field, support: member.support }
      if (member.support.is === 'acted') yield* fieldsOf(member, field)
    }
  }
}

/** Items and map values show up only where they are treated otherwise than what holds them. */
function* insideOf(schema: Schema, path: string): Generator<Field> {
  if (schema.support.is !== 'acted') yield { field: path, support: schema.support }
  if (schema.support.is === 'acted') yield* fieldsOf(schema, path)
}
