import { InvalidInput } from '../../domain/faults.ts'
import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { changeFunction } from './change-function.ts'
import { taggableResource, tags } from './fields.ts'
import { type WireTags, withTags } from './function-tags.ts'
import { findTaggedFunction } from './tagged-function.ts'

type TagResourceInput = { Resource: string; Tags: WireTags }

export const tagResource = defineOperation<TagResourceInput>({
  service: 'lambda',
  name: 'TagResource',
  input: structure('TagResourceRequest', { Resource: taggableResource, Tags: tags }, [
    'Resource',
    'Tags',
  ]),
  async handle({ Resource, Tags }, { functions, random }, { scope: caller }) {
    if (Object.keys(Tags).length === 0) {
      throw new InvalidInput('An error occurred and the request cannot be processed.')
    }
    const revisionId = random.uuid()
    const find = () => findTaggedFunction(functions, caller, Resource, 'TagResource')
    const { scope } = await find()
    await changeFunction(functions, scope, find, (fn) => ({
      ...fn,
      tags: withTags(fn.tags, Tags),
      latest: { ...fn.latest, revisionId },
    }))
    return undefined
  },
})
