import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { arn, tagList } from './fields.ts'
import { changeTags } from './tagged-resource.ts'
import { parseTags, type WireTag, withTags } from './tags.ts'

type TagResourceInput = { readonly ResourceARN: string; readonly Tags: readonly WireTag[] }

export const tagResource = defineOperation<TagResourceInput>({
  service: 'events',
  name: 'TagResource',
  input: structure('TagResourceRequest', { ResourceARN: arn, Tags: tagList }, [
    'ResourceARN',
    'Tags',
  ]),
  async handle({ ResourceARN, Tags }, { config }, { scope }) {
    const added = parseTags(Tags)
    await changeTags(config, scope, ResourceARN, (tags) => withTags(tags, added))
    return {}
  },
})
