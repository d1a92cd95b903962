import { InvalidInput } from '../../domain/faults.ts'
import type { FunctionConfiguration } from '../../domain/function.ts'
import {
  APPLICATION_LOG_LEVELS,
  type ApplicationLogLevel,
  type FunctionLogging,
  loggingOf,
  SYSTEM_LOG_LEVELS,
  type SystemLogLevel,
} from '../../domain/function-logging.ts'
import { string, structure } from '../schema.ts'

export const loggingConfig = structure('LoggingConfig', {
  LogFormat: string({ enum: ['JSON', 'Text'] }),
  ApplicationLogLevel: string({ enum: APPLICATION_LOG_LEVELS }),
  SystemLogLevel: string({ enum: SYSTEM_LOG_LEVELS }),
  LogGroup: string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' }),
})

export type LoggingConfig = {
  LogFormat?: FunctionLogging['format']
  ApplicationLogLevel?: ApplicationLogLevel
  SystemLogLevel?: SystemLogLevel
  LogGroup?: string
}

const DEFAULT_LEVEL = 'INFO'

/**
 * What a function logs like after a change: members that were not given stay as they were, levels go with
 * the JSON format.
 *
 * @throws InvalidInput for levels of a function that logs text, which has none.
 */
export function withLoggingConfig(
  before: Pick<FunctionConfiguration, 'functionName' | 'logging'>,
  given: LoggingConfig,
): FunctionLogging {
  const was = loggingOf(before)
  const format = given.LogFormat ?? was.format
  const group = given.LogGroup ?? was.group
  if (format === 'Text') {
    refuseLevels(given)
    return { format, group }
  }
  const levels = was.format === 'JSON' ? was : undefined
  return {
    format,
    group,
    applicationLevel: given.ApplicationLogLevel ?? levels?.applicationLevel ?? DEFAULT_LEVEL,
    systemLevel: given.SystemLogLevel ?? levels?.systemLevel ?? DEFAULT_LEVEL,
  }
}

/** As the configuration of a function prints it. */
export function toLoggingConfig(logging: FunctionLogging): LoggingConfig {
  if (logging.format === 'Text') return { LogFormat: 'Text', LogGroup: logging.group }
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: logging.applicationLevel,
    SystemLogLevel: logging.systemLevel,
    LogGroup: logging.group,
  }
}

function refuseLevels({ ApplicationLogLevel, SystemLogLevel }: LoggingConfig): void {
  const level = ApplicationLogLevel ? 'ApplicationLogLevel' : SystemLogLevel && 'SystemLogLevel'
  if (!level) return
  throw new InvalidInput(`LoggingConfig.${level} can be set only when LogFormat is JSON.`)
}
