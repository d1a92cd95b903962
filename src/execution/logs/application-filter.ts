import { APPLICATION_LOG_LEVELS, type FunctionLogging } from '../../domain/function-logging.ts'

const NAMES: readonly string[] = APPLICATION_LOG_LEVELS

/** What Python and others call the same. */
const OTHER_NAMES = new Map([
  ['WARNING', 'WARN'],
  ['CRITICAL', 'FATAL'],
])
/** Of a line that names no level. */
const UNNAMED = rank('INFO')

/**
 * Which of a function's lines are kept, by the level that a line of JSON names: the one place that knows
 * for every runtime. Lines without a level, or in no JSON, count as INFO, as AWS documents it.
 */
export function createApplicationFilter(logging: FunctionLogging): (line: string) => boolean {
  if (logging.format === 'Text' || logging.applicationLevel === 'TRACE') return () => true
  const least = rank(logging.applicationLevel)
  return (line) => rankOf(line) >= least
}

function rankOf(line: string): number {
  if (!line.startsWith('{')) return UNNAMED
  try {
    const { level }: { level?: unknown } = JSON.parse(line)
    if (typeof level !== 'string') return UNNAMED
    const name = level.toUpperCase()
    const known = rank(OTHER_NAMES.get(name) ?? name)
    return known < 0 ? UNNAMED : known
  } catch {
    // It only began like JSON.
    return UNNAMED
  }
}

function rank(level: string): number {
  return NAMES.indexOf(level)
}
