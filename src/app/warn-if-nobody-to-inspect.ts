import type { Config } from '../config/settings.ts'
import { closestName } from '../domain/closest-name.ts'
import type { Logger } from '../platform/logger.ts'
import type { ConfigStore } from '../store/config-store.ts'

/** It may still be created; a slip of the name would look like breakpoints that do nothing. */
export function warnIfNobodyToInspect(
  { inspect }: Config,
  developed: readonly string[],
  config: ConfigStore,
  log: Logger,
): void {
  if (inspect === undefined) return
  const names = [...developed, ...storedNames(config)]
  if (names.includes(inspect.name)) return
  const closest = closestName(inspect.name, names)
  log.warn('BUSBAR_INSPECT names a function that is not there', {
    function: inspect.name,
    ...(closest !== undefined && { closest }),
  })
}

function storedNames(config: ConfigStore): string[] {
  const names: string[] = []
  config.watch('functions', (change) => {
    if (change.type === 'put') names.push(change.stored.doc.latest.functionName)
  })()
  return names
}
