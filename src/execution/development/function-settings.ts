import { RUNTIMES_THAT_RUN_HERE, runtimeFamily } from '../../domain/runtime.ts'

/** What a development function may say about itself in `function.json`. */
export type FunctionSettings = {
  readonly handler?: string
  readonly timeout?: number
  readonly memorySize?: number
  readonly environment?: Readonly<Record<string, string>>
  readonly description?: string
  readonly runtime?: string
}

type Check = { readonly takes: string; readonly accepts: (value: unknown) => boolean }

/** The ranges are those of CreateFunction. */
const CHECKS: Readonly<Record<keyof FunctionSettings, Check>> = {
  handler: { takes: 'a text such as "index.handler"', accepts: isHandler },
  timeout: { takes: 'seconds, 1 to 900', accepts: (value) => isWholeWithin(value, 1, 900) },
  memorySize: { takes: 'MB, 128 to 10240', accepts: (value) => isWholeWithin(value, 128, 10_240) },
  environment: { takes: 'an object of texts', accepts: isEnvironment },
  description: { takes: 'a text of at most 256 characters', accepts: isDescription },
  runtime: { takes: `one of ${RUNTIMES_THAT_RUN_HERE.join(', ')}`, accepts: isRuntime },
}

/** @throws Error with one line that says what to change. */
export function parseFunctionSettings(text: string): FunctionSettings {
  const settings = parseObject(text)
  for (const [key, value] of Object.entries(settings)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key as keyof FunctionSettings] : undefined
    if (check === undefined) {
      throw new Error(
        `function.json: ${JSON.stringify(key)} is not known; known are ${Object.keys(CHECKS).join(', ')}`,
      )
    }
    if (!check.accepts(value)) throw new Error(`function.json: "${key}" takes ${check.takes}`)
  }
  return settings
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error('function.json is not valid JSON', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('function.json is not a JSON object')
  }
  return { ...value }
}

function isHandler(value: unknown): boolean {
  return (
    typeof value === 'string' && value.includes('.') && !/\s/.test(value) && value.length <= 128
  )
}

function isWholeWithin(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
}

function isEnvironment(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one === 'string')
}

function isDescription(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 256
}

function isRuntime(value: unknown): boolean {
  return typeof value === 'string' && runtimeFamily(value) !== undefined
}
