/** From the most detailed to the least, as Lambda ranks them. */
export const APPLICATION_LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export const SYSTEM_LOG_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const

export type ApplicationLogLevel = (typeof APPLICATION_LOG_LEVELS)[number]
export type SystemLogLevel = (typeof SYSTEM_LOG_LEVELS)[number]

/** How a function logs, and where to. Only logs in JSON have levels. */
export type FunctionLogging = { readonly group: string } & (
  | { readonly format: 'Text' }
  | {
      readonly format: 'JSON'
      readonly applicationLevel: ApplicationLogLevel
      readonly systemLevel: SystemLogLevel
    }
)

type Logs = { readonly functionName: string; readonly logging?: FunctionLogging }

/** What a function asked for, or AWS's default. */
export function loggingOf({ functionName, logging }: Logs): FunctionLogging {
  return logging ?? { format: 'Text', group: defaultLogGroup(functionName) }
}

/** Where a function's output goes when nothing else was asked for. */
export function defaultLogGroup(functionName: string): string {
  return `/aws/lambda/${functionName}`
}

export function isSystemLevelLogged(level: SystemLogLevel, least: SystemLogLevel): boolean {
  return SYSTEM_LOG_LEVELS.indexOf(level) >= SYSTEM_LOG_LEVELS.indexOf(least)
}
