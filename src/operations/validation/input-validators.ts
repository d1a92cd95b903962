import { createRequire } from 'node:module'
import type { Ajv, ErrorObject } from 'ajv'
import type { StructureSchema } from '../schema.ts'
import { holdsBlob } from './input-copies.ts'
import { toJsonSchema } from './json-schema.ts'
import { wholeMatch } from './whole-match.ts'

export type { ErrorObject }

export type InputValidators = {
  /** @returns the first thing that is wrong; `undefined` when nothing is. */
  first(value: unknown): ErrorObject | undefined
  /** Everything that is wrong; feed it bounded values only, for each bad item costs an object. */
  all(value: unknown): readonly ErrorObject[]
  readonly holdsBlob: boolean
}

/** Compiles each schema once, when it is used first: most operations are never called in one run. */
export function createInputValidators(): (schema: StructureSchema) => InputValidators {
  const ajvs = new Map<boolean, Ajv>()
  const ajvFor = (allErrors: boolean) => {
    const ajv = ajvs.get(allErrors) ?? createAjv(allErrors)
    ajvs.set(allErrors, ajv)
    return ajv
  }
  const compiled = new WeakMap<StructureSchema, InputValidators>()

  return (schema) => {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const validators = compile(schema, ajvFor)
    compiled.set(schema, validators)
    return validators
  }
}

function compile(schema: StructureSchema, ajvFor: (allErrors: boolean) => Ajv): InputValidators {
  const jsonSchema = toJsonSchema(schema)
  const validate = ajvFor(false).compile(jsonSchema)
  let collect: ReturnType<Ajv['compile']> | undefined
  return {
    holdsBlob: holdsBlob(schema),
    first: (value) => (validate(value) ? undefined : validate.errors?.[0]),
    all(value) {
      collect ??= ajvFor(true).compile(jsonSchema)
      return collect(value) ? [] : (collect.errors ?? [])
    },
  }
}

function createAjv(allErrors: boolean): Ajv {
  // With the first request: a server that waits for one does not need its sixty modules yet.
  const { Ajv }: typeof import('ajv') = createRequire(import.meta.url)('ajv')
  const ajv = new Ajv({
    allErrors,
    addUsedSchema: false,
    logger: false,
    // Schemas are our own and tested; checking each against the meta-schema costs 20 ms at the first call.
    validateSchema: false,
    code: { regExp: wholeMatch },
  })
  ajv.addKeyword({
    keyword: 'blob',
    schemaType: 'boolean',
    errors: false,
    // The raw body of a REST request arrives as bytes, every other blob as base64 text.
    validate: (_is: boolean, value: unknown) =>
      typeof value === 'string' || value instanceof Uint8Array,
  })
  return ajv
}
