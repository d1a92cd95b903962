import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'
import { logGroupName } from './fields.ts'
import { logGroupNotFound } from './log-group-reference.ts'

export const deleteLogGroup = defineOperation<{ logGroupName: string }>({
  service: 'logs',
  name: 'DeleteLogGroup',
  input: structure('DeleteLogGroupRequest', { logGroupName }, ['logGroupName']),
  async handle({ logGroupName: group }, { logs }, { scope }) {
    // What was printed before the deletion goes with the group.
    await logs.flush()
    if (!(await logs.deleteGroup({ ...scope, group }))) throw logGroupNotFound()
    return undefined
  },
})
