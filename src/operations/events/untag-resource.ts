import { defineOperation } from '../operation.ts'
import { list, structure } from '../schema.ts'
import { arn, tagKey } from './fields.ts'
import { changeTags } from './tagged-resource.ts'
import { withoutTags } from './tags.ts'

type UntagResourceInput = { readonly ResourceARN: string; readonly TagKeys: readonly string[] }

/** A key that the resource does not have is no error. */
export const untagResource = defineOperation<UntagResourceInput>({
  service: 'events',
  name: 'UntagResource',
  input: structure('UntagResourceRequest', { ResourceARN: arn, TagKeys: list(tagKey) }, [
    'ResourceARN',
    'TagKeys',
  ]),
  async handle({ ResourceARN, TagKeys }, { config }, { scope }) {
    await changeTags(config, scope, ResourceARN, (tags) => withoutTags(tags, TagKeys))
    return {}
  },
})
