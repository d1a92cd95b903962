import { type ListedOperation, listOperations } from '../listed-operation.ts'

export const stsOperations: readonly ListedOperation[] = listOperations('sts', {
  GetCallerIdentity: async () => (await import('./get-caller-identity.ts')).getCallerIdentity,
})
