import { eventsOperations } from './events/operations.ts'
import { lambdaOperations } from './lambda/operations.ts'
import { logsOperations } from './logs/operations.ts'
import type { Operation } from './operation.ts'
import { stsOperations } from './sts/operations.ts'

/** Every operation there is; adding one is adding its file and its line in its service's list. */
export const allOperations: readonly Operation[] = [
  ...eventsOperations,
  ...lambdaOperations,
  ...logsOperations,
  ...stsOperations,
]
