import { type ListedOperation, listOperations } from '../listed-operation.ts'

/** The operations of CloudWatch Logs that busbar has: what reading a function's output takes. */
export const logsOperations: readonly ListedOperation[] = listOperations('logs', {
  CreateLogGroup: async () => (await import('./create-log-group.ts')).createLogGroup,
  DeleteLogGroup: async () => (await import('./delete-log-group.ts')).deleteLogGroup,
  DescribeLogGroups: async () => (await import('./describe-log-groups.ts')).describeLogGroups,
  DescribeLogStreams: async () => (await import('./describe-log-streams.ts')).describeLogStreams,
  FilterLogEvents: async () => (await import('./filter-log-events.ts')).filterLogEvents,
  GetLogEvents: async () => (await import('./get-log-events.ts')).getLogEvents,
})
