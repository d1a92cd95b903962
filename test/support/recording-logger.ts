import type { Fields, Logger, LogLevel } from '../../src/platform/logger.ts'

export type RecordedLine = {
  readonly level: LogLevel
  readonly message: string
  readonly fields: Fields
}

/** A logger whose lines a test can read. */
export function createRecordingLogger(): Logger & { readonly lines: readonly RecordedLine[] } {
  const lines: RecordedLine[] = []
  const at =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields })
  const logger = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => logger,
  }
  return logger
}
