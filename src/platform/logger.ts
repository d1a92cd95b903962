import { createRequire } from 'node:module'
import type Winston from 'winston'

export type Fields = Readonly<Record<string, unknown>>

/** A fixed message with variable data in fields; no event payloads above debug level. */
export type Logger = {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  child(fields: Fields): Logger
}

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * One JSON line per message on standard error, so that standard output stays free. Winston is loaded with
 * the first line: most servers start without one, and it is a fifth of all modules.
 */
export function createLogger(level: LogLevel | 'silent'): Logger {
  let opened: Winston.Logger | undefined
  const open = (): Winston.Logger => {
    opened ??= openWinston(level)
    return opened
  }
  return lazyLogger(level, open)
}

function lazyLogger(level: LogLevel | 'silent', open: () => Logger): Logger {
  const upTo = level === 'silent' ? -1 : LOG_LEVELS.indexOf(level)
  const write = (at: LogLevel) => (message: string, fields?: Fields) => {
    if (LOG_LEVELS.indexOf(at) <= upTo) open()[at](message, fields)
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => lazyLogger(level, () => open().child(fields)),
  }
}

function openWinston(level: string): Winston.Logger {
  const winston: typeof Winston = createRequire(import.meta.url)('winston')
  return winston.createLogger({
    level,
    format: winston.format.combine(
      winston.format.timestamp(),
      winston.format.errors({ stack: true }),
      winston.format.json(),
    ),
    transports: [new winston.transports.Console({ stderrLevels: [...LOG_LEVELS] })],
  })
}
