import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { taggableResource } from './fields.ts'
import { toWireTags } from './function-tags.ts'
import { findTaggedFunction } from './tagged-function.ts'

export const listTags = defineOperation<{ Resource: string }>({
  service: 'lambda',
  name: 'ListTags',
  input: structure('ListTagsRequest', { Resource: taggableResource }, ['Resource']),
  async handle({ Resource }, { functions }, { scope }) {
    const found = await findTaggedFunction(functions, scope, Resource, 'ListTags')
    return { Tags: toWireTags(found.function.tags) }
  },
})
