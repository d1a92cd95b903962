import { readFileSync } from 'node:fs'
import { AccessKeyError } from './config/access-keys.ts'
import { RoutesError } from './config/routes-file.ts'
import { type Config, flagOf, SETTINGS, type Setting, variableOf } from './config/settings.ts'
import { closestName } from './domain/closest-name.ts'

/** A setting that cannot be used; the message is one line for the person who started the server. */
export class ConfigError extends Error {}

const NAMES = Object.keys(SETTINGS) as (keyof Config)[]

/**
 * The configuration: flag before environment before file before default.
 *
 * @param flags - as on the command line: `--port 4570` or `--port=4570`; `--config` names a JSON file.
 * @throws ConfigError
 */
export function readConfig(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const fromFlags = readFlags(flags)
  const fromEnvironment = readEnvironment(environment)
  // As with every other variable, an empty one is as good as none.
  const file = fromFlags.get('--config') ?? (environment['BUSBAR_CONFIG'] || undefined)
  const fromFile = file === undefined ? new Map<string, string>() : readFile(file)

  const entries = NAMES.map((name) => {
    const given =
      sourced(flagOf(name), fromFlags.get(flagOf(name))) ??
      sourced(variableOf(name), fromEnvironment.get(variableOf(name))) ??
      sourced(`${name} in ${file}`, fromFile.get(name))
    return [name, parseSetting(name, given)]
  })
  const config = Object.freeze(Object.fromEntries(entries)) as Config // every name of Config is in NAMES
  checkKeys(config)
  return config
}

function checkKeys({ auth, keys, keysFile }: Config): void {
  const ids = [...keys, ...keysFile].map(({ accessKeyId }) => accessKeyId)
  if (auth === 'sigv4' && ids.length === 0) {
    throw new ConfigError(
      'BUSBAR_AUTH is sigv4, but there are no keys: give BUSBAR_KEYS or BUSBAR_KEYS_FILE.',
    )
  }
  const twice = ids.find((id, at) => ids.indexOf(id) < at)
  if (twice !== undefined) {
    throw new ConfigError(`The key ${twice} is in BUSBAR_KEYS and in BUSBAR_KEYS_FILE.`)
  }
}

type Given = { readonly where: string; readonly text: string }

function sourced(where: string, text: string | undefined): Given | undefined {
  return text === undefined ? undefined : { where, text }
}

function parseSetting(name: keyof Config, given: Given | undefined): unknown {
  const { parse, takes, fallback } = SETTINGS[name]
  const value = parsed(parse, given?.text ?? fallback)
  if (value === undefined && given && given.text !== '') {
    throw new ConfigError(`${given.where} is "${given.text}", but it takes ${takes}.`)
  }
  return value ?? parse(fallback)
}

function parsed(parse: Setting<unknown>['parse'], text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    const isTheirs = error instanceof AccessKeyError || error instanceof RoutesError
    throw isTheirs ? new ConfigError(error.message, { cause: error }) : error
  }
}

function readFlags(flags: readonly string[]): Map<string, string> {
  const known = ['--config', ...NAMES.map(flagOf)]
  const values = new Map<string, string>()
  for (let at = 0; at < flags.length; at++) {
    const [flag = '', ...rest] = (flags[at] ?? '').split('=')
    if (!known.includes(flag)) throw new ConfigError(unknownText(flag, known))
    const value = rest.length > 0 ? rest.join('=') : flags[++at]
    if (value === undefined) throw new ConfigError(`${flag} needs a value.`)
    values.set(flag, value)
  }
  return values
}

function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const known = ['BUSBAR_CONFIG', ...NAMES.map(variableOf)]
  const values = new Map<string, string>()
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('BUSBAR_') || value === undefined) continue
    if (!known.includes(variable)) throw new ConfigError(unknownText(variable, known))
    values.set(variable, value)
  }
  return values
}

function readFile(path: string): Map<string, string> {
  const content = parseFile(path)
  const unknown = Object.keys(content).find((name) => !Object.hasOwn(SETTINGS, name))
  if (unknown !== undefined) {
    throw new ConfigError(`${path}: ${unknownText(unknown, NAMES)}`)
  }
  return new Map(Object.entries(content).map(([name, value]) => [name, settingText(value)]))
}

/** JSON has its own way to say yes, no and several. */
function settingText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return Array.isArray(value) ? value.join(',') : String(value)
}

function parseFile(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
  } catch (cause) {
    throw new ConfigError(`The configuration file ${path} cannot be read as JSON.`, { cause })
  }
  throw new ConfigError(`The configuration file ${path} does not hold a JSON object.`)
}

function unknownText(name: string, known: readonly string[]): string {
  const closest = closestName(name, known)
  return `${name} is not a setting of busbar.${closest ? ` Did you mean ${closest}?` : ''}`
}
