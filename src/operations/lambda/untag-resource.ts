import { ConstraintViolation } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { list, string, structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { taggableResource } from './fields.ts'
import { findTaggedFunction } from './tagged-function.ts'

type UntagResourceInput = { Resource: string; TagKeys: readonly string[] }

export const untagResource = defineOperation<UntagResourceInput>({
  service: 'lambda',
  name: 'UntagResource',
  input: structure(
    'UntagResourceRequest',
    { Resource: taggableResource, TagKeys: list(string()) },
    ['Resource', 'TagKeys'],
  ),
  async handle({ Resource, TagKeys }, { functions, random }, { scope: caller }) {
    checkKeys(TagKeys)
    const revisionId = random.uuid()
    const find = () => findTaggedFunction(functions, caller, Resource, 'UntagResource')
    const { scope } = await find()
    await changeFunction(functions, scope, find, (fn) => ({
      ...fn,
      tags: fn.tags.filter(({ key }) => !TagKeys.includes(key)),
      latest: { ...fn.latest, revisionId },
    }))
    return undefined
  },
})

/** An empty list leaves nothing in a query string, so AWS never sees one. */
function checkKeys(keys: readonly string[]): void {
  if (keys.length > 0) return
  throw new ConstraintViolation(
    "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
  )
}
