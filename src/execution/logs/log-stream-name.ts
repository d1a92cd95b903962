import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'

/** One stream for each environment. */
export function logStreamName(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  version: string,
): string {
  const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${date}/[${version}]${random.uuid().replaceAll('-', '')}`
}
