import { statSync } from 'node:fs'
import { createObjectSource } from './app/object-source.ts'
import type { App } from './app/start-engines.ts'
import { StartError } from './app/start-error.ts'
import type { Config } from './config/settings.ts'
import type { IntakeLimits } from './http/intake.ts'
import { createLogger, type Logger } from './platform/logger.ts'
import { createSystemClock } from './platform/system-clock.ts'
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts'
import { StoreUnavailable } from './store/sqlite/store-unavailable.ts'

export type { App }
export { StartError }

const MIB = 1024 ** 2

/**
 * Opens the store, builds everything on it and starts it. The store opens on threads of its own while
 * this one loads the code of all the rest, which takes as long.
 *
 * @param hooks.onFatal - the store failed for good; nothing more can be accepted.
 * @param hooks.intakeLimits - how much may be on its way in at once.
 * @throws StartError
 */
export async function startApp(
  config: Config,
  hooks: { onFatal(error: Error): void; readonly intakeLimits?: IntakeLimits },
): Promise<App> {
  const log = createLogger(config.logLevel)
  const systemClock = createSystemClock()
  refuseMissingFunctions(config.functions)
  const objects = await createObjectSource(config, systemClock.now)
  const [store, { startEngines }] = await Promise.all([
    openStore(config, log, hooks.onFatal),
    import('./app/start-engines.ts'),
  ])
  return startEngines({
    config,
    store,
    objects,
    systemClock,
    log,
    intakeLimits: hooks.intakeLimits,
  })
}

/** One that comes later would not be noticed, and a slip in its name would look like functions that are gone. */
function refuseMissingFunctions(directory: string | undefined): void {
  if (directory === undefined || statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    return
  throw new StartError(`BUSBAR_FUNCTIONS is ${directory}, which is not a directory.`)
}

async function openStore(config: Config, logger: Logger, onFatal: (error: Error) => void) {
  try {
    return await openSqliteStore({
      directory: config.data,
      maxEventBytes: config.retentionMb * MIB,
      onFatal,
      logger,
    })
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new StartError(error.message, { cause: error })
    throw error
  }
}
