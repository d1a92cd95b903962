import { ConstraintViolation, MalformedRequest, NotSupported } from '../domain/faults.ts'
import type { Operation } from './operation.ts'
import { constraintMessage, violationOf } from './validation/constraint-message.ts'
import { conversionMessage } from './validation/conversion-message.ts'
import { NotBase64, reportable, withBytes, withoutNulls } from './validation/input-copies.ts'
import { createInputValidators, type ErrorObject } from './validation/input-validators.ts'
import { type Place, placeOf } from './validation/place.ts'

// The one memo of this room: a schema is a constant, and so is what it compiles to.
const validatorsOf = createInputValidators()

/**
 * Holds an input against its operation's schema, as AWS's front ends do before the service sees it: first
 * JSON types, then all constraints together, and last what busbar does not act on. Members that are null
 * count as absent; blobs become bytes.
 *
 * @throws MalformedRequest, ConstraintViolation, NotSupported
 */
export function validateInput<Input>(operation: Operation<Input>, raw: unknown): Input {
  const { input: schema } = operation
  const validators = validatorsOf(schema)
  // Nearly every request passes here, and nothing is copied.
  const value = validators.first(raw) === undefined ? raw : correctedOrThrow(operation, raw)
  // The schema says what `Input` says; see defineOperation.
  return (validators.holdsBlob ? decoded(operation, value) : value) as Input
}

/** Takes out members that are null; whatever is wrong then is the caller's to know. */
function correctedOrThrow(operation: Operation<never>, raw: unknown): unknown {
  const { input: schema } = operation
  const validators = validatorsOf(schema)
  // A bounded part goes first, since a large body can hold a million mistakes.
  const part = withoutNulls(schema, reportable(schema, raw))
  const errors = validators.all(part)
  if (errors.length > 0) throw faultOf(operation, part, errors)

  const value = withoutNulls(schema, raw)
  const wrong = validators.first(value)
  if (wrong !== undefined) throw faultOf(operation, value, [wrong])
  return value
}

function faultOf(operation: Operation<never>, input: unknown, errors: readonly ErrorObject[]) {
  const placed = errors
    // About a map's key alone; the error `propertyNames` says the same of the map.
    .filter((error) => error.propertyName === undefined)
    .map((error) => ({ error, place: placeOf(operation.input, input, error.instancePath) }))

  const mistyped = placed.find(isMistyped)
  if (mistyped !== undefined) {
    const { schema, value, path } = mistyped.place
    const isBody = path === '' && !Array.isArray(value)
    return new MalformedRequest(
      isBody ? 'The input is not a JSON object.' : conversionMessage(schema, value),
    )
  }
  const refusals = placed.filter(isRefusal)
  const violations = placed.filter((item) => !isRefusal(item))
  if (violations.length > 0) {
    const listsNotNull = operation.service === 'lambda'
    const texts = violations.map(({ error, place }) => violationOf(error, place, listsNotNull))
    return new ConstraintViolation(constraintMessage(texts))
  }
  // What contains the others says it best.
  const [outermost] = refusals.sort((a, b) => a.place.field.length - b.place.field.length)
  return new NotSupported(outermost === undefined ? '' : refusalText(operation, outermost))
}

type Placed = { readonly error: ErrorObject; readonly place: Place }

function isMistyped({ error, place }: Placed): boolean {
  const isType = error.keyword === 'type' || error.keyword === 'blob'
  // A null item of a list is a violated constraint; a null body is not an object.
  return isType && (place.value !== null || place.path === '')
}

function isRefusal({ error }: Placed): boolean {
  return error.keyword === 'not' || error.keyword === 'additionalProperties'
}

function refusalText(operation: Operation<never>, { error, place }: Placed): string {
  if (error.keyword === 'not') {
    return `Parameter ${place.field} of ${operation.name} is not supported by busbar yet.`
  }
  const member = String(error.params['additionalProperty']).slice(0, 200)
  const field = place.field === '' ? member : `${place.field}.${member}`
  return `Parameter ${field} of ${operation.name} is not known to busbar.`
}

function decoded(operation: Operation<never>, value: unknown): unknown {
  try {
    return withBytes(operation.input, value)
  } catch (error) {
    if (error instanceof NotBase64) throw new MalformedRequest('A blob is not valid base64.')
    throw error
  }
}
