import type { FunctionLogs, LogGroupRef } from '../../store/function-logs.ts'
import { logGroupNotFound, logStreamNotFound } from './log-group-reference.ts'

/** @throws NotFound when the group or one of the streams does not exist. */
export async function checkStreamsExist(
  logs: FunctionLogs,
  group: LogGroupRef,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    // In the order of names a stream comes before all whose names only begin with its own.
    const found = await logs.streams(group, {
      prefix: name,
      orderBy: 'name',
      descending: false,
      offset: 0,
      limit: 1,
    })
    if (!found) throw logGroupNotFound()
    if (found[0]?.name !== name) throw logStreamNotFound()
  }
}
