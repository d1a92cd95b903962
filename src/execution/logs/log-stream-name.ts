import type { FunctionConfiguration } from '../../domain/function.ts'
import { defaultLogGroup, loggingOf } from '../../domain/function-logging.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'

/** One stream for each environment. In a group that functions may share, it tells whose. */
export function logStreamName(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  configuration: FunctionConfiguration,
): string {
  const { functionName, version } = configuration
  const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const isOwn = loggingOf(configuration).group === defaultLogGroup(functionName)
  return `${date}/${isOwn ? '' : functionName}[${version}]${random.uuid().replaceAll('-', '')}`
}
