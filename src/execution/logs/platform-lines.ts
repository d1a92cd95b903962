import type { FunctionLogging } from '../../domain/function-logging.ts'
import { createJsonLines } from './json-lines.ts'
import type { LogSubject, PlatformLines } from './platform-events.ts'
import { createTextLines } from './text-lines.ts'

export function createPlatformLines(logging: FunctionLogging, subject: LogSubject): PlatformLines {
  return logging.format === 'JSON'
    ? createJsonLines(subject, logging.systemLevel)
    : createTextLines(subject)
}
