import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { arn } from './fields.ts'
import { readTags } from './tagged-resource.ts'
import { toWireTags } from './tags.ts'

type ListTagsForResourceInput = { readonly ResourceARN: string }

export const listTagsForResource = defineOperation<ListTagsForResourceInput>({
  service: 'events',
  name: 'ListTagsForResource',
  input: structure('ListTagsForResourceRequest', { ResourceARN: arn }, ['ResourceARN']),
  async handle({ ResourceARN }, { config }, { scope }) {
    return { Tags: toWireTags(await readTags(config, scope, ResourceARN)) }
  },
})
