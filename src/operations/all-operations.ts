import { eventsOperations } from './events/operations.ts'
import { lambdaOperations } from './lambda/operations.ts'
import type { ListedOperation } from './listed-operation.ts'
import { logsOperations } from './logs/operations.ts'
import { stsOperations } from './sts/operations.ts'

/** Every operation there is; adding one is adding its file and its line in its service's list. */
export const allOperations: readonly ListedOperation[] = [
  ...eventsOperations,
  ...lambdaOperations,
  ...logsOperations,
  ...stsOperations,
]
