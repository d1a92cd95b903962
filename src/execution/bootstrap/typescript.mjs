/*
 * TypeScript for code that is a folder under a developer's hands. Node.js takes the types out, which
 * leaves every line and column where it was; what is more than types (enums, namespaces, parameter
 * properties) it compiles, with a source map. Nothing is bundled: each file is loaded as it is.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileFunction } from 'node:vm'

const TYPESCRIPT_EXTENSIONS = ['.ts', '.mts', '.cts']

const SOURCES = /\.[mc]?ts$/
const PACKAGES = '/node_modules/'
const NOT_FOUND = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT']
const CJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname']
/** How V8 says that a text is an ES module, in the words that Node.js itself looks for. */
const ES_ONLY =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module|await is only valid in async functions|already been declared/

let lastLoaded
let hasCompiler = false

/** For everything that is imported from here on. */
export function installTypeScript() {
  registerHooks({ resolve: resolveSource, load: loadSource })
}

/**
 * Its first use warns that it is experimental, which is busbar's matter and not for a function's log. It takes
 * some 80 ms, so functions without TypeScript do without it.
 */
function loadCompiler() {
  if (hasCompiler) return
  hasCompiler = true
  const { emitWarning } = process
  process.emitWarning = () => {}
  stripTypeScriptTypes('')
  process.emitWarning = emitWarning
}

/** As TypeScript's own resolution: without an extension, with `.js` for a `.ts`, or a folder's index. */
function resolveSource(specifier, context, next) {
  try {
    return next(specifier, context)
  } catch (error) {
    const url = NOT_FOUND.includes(error?.code)
      ? findSource(specifier, context.parentURL)
      : undefined
    if (url === undefined) throw error
    return { url, shortCircuit: true }
  }
}

function findSource(specifier, parentURL) {
  if (!/^(\.{0,2}\/|file:)/.test(specifier) || parentURL?.includes(PACKAGES)) return undefined
  const path = fileURLToPath(new URL(specifier, parentURL))
  const candidates = [
    path.replace(/\.([mc]?)js$/, '.$1ts'),
    ...TYPESCRIPT_EXTENSIONS.map((extension) => `${path}${extension}`),
    `${path}/index.ts`,
  ]
  const found = candidates.find((one) => existsSync(one) && statSync(one).isFile())
  return found && pathToFileURL(found).href
}

function loadSource(url, context, next) {
  const [path] = url.split('?')
  if (!path.startsWith('file:') || !SOURCES.test(path) || path.includes(PACKAGES)) {
    return next(url, context)
  }
  const file = fileURLToPath(path)
  const source = compile(readFileSync(file, 'utf8'), file)
  lastLoaded = { file, source }
  return { format: formatOf(file, source), source, shortCircuit: true }
}

function compile(source, file) {
  loadCompiler()
  try {
    return stripTypeScriptTypes(source)
  } catch (error) {
    if (error?.code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') throw withPlace(error, file)
  }
  try {
    process.setSourceMapsEnabled(true)
    const sourceUrl = pathToFileURL(file).href
    return stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true, sourceUrl })
  } catch (error) {
    throw withPlace(error, file)
  }
}

/** Node.js's compiler tells the line on top of the stack only, and does not know the file. */
function withPlace(error, file) {
  const [first = ''] = (error?.stack ?? '').split('\n')
  const line = /:(\d+)$/.exec(first)?.[1]
  return new SyntaxError(`${error?.message} (${line === undefined ? file : `${file}:${line}`})`)
}

/** An error of the engine, which may not say where: then it is about the file that was loaded last. */
export function locateSyntaxError(error) {
  const told = /^(?:file:\/\/)?(\/.*:\d+)\n/.exec(error.stack)?.[1]
  const { file, source } = lastLoaded ?? {}
  if (told === undefined && file === undefined) return error
  if (/\(\/[^()]*\)$/.test(error.message)) return error
  if (told !== undefined) return new SyntaxError(`${error.message} (${told})`)
  const decorated = source.split('\n').findIndex((line) => /^\s*@[A-Za-z_$]/.test(line))
  if (decorated < 0) return new SyntaxError(`${error.message} (${file})`)
  return new SyntaxError(`Decorators are not supported (${file}:${decorated + 1})`)
}

function formatOf(file, source) {
  if (file.endsWith('.mts')) return 'module'
  if (file.endsWith('.cts')) return 'commonjs'
  const type = packageType(dirname(file))
  if (type === 'module' || type === 'commonjs') return type
  try {
    compileFunction(source, CJS_PARAMETERS)
    return 'commonjs'
  } catch (error) {
    return ES_ONLY.test(error?.message) ? 'module' : 'commonjs'
  }
}

function packageType(folder) {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type
  const parent = dirname(folder)
  return parent === folder ? undefined : packageType(parent)
}
