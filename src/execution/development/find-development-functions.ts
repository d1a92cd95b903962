import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, parse } from 'node:path'
import { type FunctionSettings, parseFunctionSettings } from './function-settings.ts'
import { pythonHandler } from './python-handler.ts'

const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts', '.mts', '.cts', '.tsx']
/** What says only what types there are. */
const DECLARATION = /\.d\.[mc]?ts$/
const PYTHON = '.py'
/** The modules that AWS's tools make, beside the one that Node.js functions have. */
const PYTHON_MAINS = ['index', 'lambda_function', 'app']
const PYTHON_RUNTIME = 'python3.13'
const PROVIDED_RUNTIME = 'provided.al2023'
const BOOTSTRAP = 'bootstrap'
const FUNCTION_NAME = /^[a-zA-Z0-9-_]{1,64}$/
const SETTINGS_FILE = 'function.json'

type Settings = FunctionSettings & { readonly handler: string }

export type FoundHandler = {
  readonly name: string
  /** The file, or the folder, that is the function's code. */
  readonly path: string
  readonly isFolder: boolean
  readonly settings: Settings
  /** Why it cannot be run, in one line. */
  readonly problem?: string
}

/**
 * The functions that a development directory holds: each handler file in it, and each folder that has
 * an `index` file, a package.json with `main`, a Python module of a usual name, a `bootstrap`, or a
 * function.json. In the order of names; of two with one name the folder counts, and its `problem` says so.
 */
export function findDevelopmentFunctions(directory: string): readonly FoundHandler[] {
  const found = new Map<string, FoundHandler>()
  for (const entry of readdirSync(directory).toSorted()) {
    const handler = toHandler(directory, entry)
    if (handler === undefined) continue
    const other = found.get(handler.name)
    found.set(handler.name, other === undefined ? handler : withConflict(other, handler))
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function withConflict(one: FoundHandler, other: FoundHandler): FoundHandler {
  const kept = other.isFolder ? other : one
  return { ...kept, problem: `Both ${one.path} and ${other.path} are named ${kept.name}` }
}

function toHandler(directory: string, entry: string): FoundHandler | undefined {
  const path = join(directory, entry)
  const isFolder = isDirectory(path)
  const { name, ext } = isFolder ? { name: entry, ext: '' } : parse(entry)
  if (!FUNCTION_NAME.test(name) || name === 'node_modules') return undefined
  if (isFolder) return folderHandler(name, path)
  if (ext === PYTHON) return { name, path, isFolder, settings: pythonSettings(path, name) }
  if (!EXTENSIONS.includes(ext) || DECLARATION.test(entry)) return undefined
  return { name, path, isFolder, settings: { handler: `${name}.handler` } }
}

function folderHandler(name: string, path: string): FoundHandler | undefined {
  const file = join(path, SETTINGS_FILE)
  const main = mainOf(path)
  if (main === undefined && !existsSync(file)) return undefined
  const own = { name, path, isFolder: true }
  const assumed = main ?? { handler: 'index.handler' }
  if (!existsSync(file)) return { ...own, settings: assumed }
  try {
    return {
      ...own,
      settings: { ...assumed, ...parseFunctionSettings(readFileSync(file, 'utf8')) },
    }
  } catch (error) {
    return { ...own, settings: assumed, problem: messageOf(error) }
  }
}

function mainOf(path: string): Settings | undefined {
  const handler = mainHandler(path)
  if (handler !== undefined) return { handler }
  const module = PYTHON_MAINS.find((one) => existsSync(join(path, `${one}${PYTHON}`)))
  if (module !== undefined) return pythonSettings(join(path, `${module}${PYTHON}`), module)
  if (!existsSync(join(path, BOOTSTRAP))) return undefined
  return { handler: BOOTSTRAP, runtime: PROVIDED_RUNTIME }
}

function pythonSettings(file: string, module: string): Settings {
  return { handler: pythonHandler(file, module), runtime: PYTHON_RUNTIME }
}

function mainHandler(path: string): string | undefined {
  if (EXTENSIONS.some((extension) => existsSync(join(path, `index${extension}`)))) {
    return 'index.handler'
  }
  const main = packageMain(join(path, 'package.json'))
  if (main === undefined) return undefined
  const { dir, name } = parse(main)
  return join(dir, `${name}.handler`)
}

function packageMain(file: string): string | undefined {
  try {
    const { main } = JSON.parse(readFileSync(file, 'utf8'))
    return typeof main === 'string' && main !== '' ? main : undefined
  } catch {
    // None, or one that only a package manager could complain about.
    return undefined
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
