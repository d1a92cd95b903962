import type { Operation } from '../operation.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

export const stsOperations: readonly Operation[] = [getCallerIdentity]
