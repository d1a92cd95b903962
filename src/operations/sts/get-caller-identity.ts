import { defineOperation } from '../operation.ts'
import { structure } from '../schema.ts'

/** The account's root: busbar has no users, and AWS gives the root user the account as its id. */
export const getCallerIdentity = defineOperation<Record<string, never>>({
  service: 'sts',
  name: 'GetCallerIdentity',
  input: structure('GetCallerIdentityRequest', {}),
  async handle(_input, _dependencies, { scope }) {
    const { account } = scope
    return { Arn: `arn:aws:iam::${account}:root`, UserId: account, Account: account }
  },
})
