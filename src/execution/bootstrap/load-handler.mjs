import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  UserCodeSyntaxError,
} from './errors.mjs'

const require = createRequire(import.meta.url)

/**
 * Finds the function that a handler string such as `dir/file.export.nested` names, in the order of
 * AWS's Node.js runtime interface client (src/UserFunction.js).
 */
export async function loadHandler(taskRoot, handler, readsTypeScript = false) {
  if (handler.includes('..')) {
    throw new MalformedHandlerName(
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const { folder, module, path } = splitHandler(handler)
  const loaded = await loadModule(taskRoot, folder, module, readsTypeScript)
  const found = path.split('.').reduce((nested, key) => nested?.[key], loaded)
  if (!found) throw new HandlerNotFound(`${handler} is undefined or not exported`)
  if (typeof found !== 'function') throw new HandlerNotFound(`${handler} is not a function`)
  return found
}

function splitHandler(handler) {
  const last = basename(handler)
  const dot = last.indexOf('.')
  if (dot < 0) throw new MalformedHandlerName('Bad handler')
  return {
    folder: handler.slice(0, handler.indexOf(last)),
    module: last.slice(0, dot),
    path: last.slice(dot + 1),
  }
}

async function loadModule(taskRoot, folder, module, readsTypeScript) {
  try {
    const file = resolve(taskRoot, folder, module)
    if (readsTypeScript) await prepareTypeScript()
    const source = readsTypeScript ? sourceOf(file) : undefined
    if (source !== undefined) return await importSource(source)
    return await findModule(taskRoot, folder, module)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new UserCodeSyntaxError(readsTypeScript ? await withPlace(error) : error)
    }
    if (error?.code === 'MODULE_NOT_FOUND') throw new ImportModuleError(error)
    throw error
  }
}

async function withPlace(error) {
  const { locateSyntaxError } = await import('./typescript.mjs')
  return locateSyntaxError(error)
}

/** Only for code in a folder: on Lambda, and from an archive, there is no TypeScript. */
async function prepareTypeScript() {
  const { installTypeScript } = await import('./typescript.mjs')
  installTypeScript()
}

/** The handler's file, unless there is JavaScript of that name, which comes first. */
function sourceOf(file) {
  if (['', '.js', '.mjs', '.cjs'].some((extension) => isFile(`${file}${extension}`)))
    return undefined
  return ['.ts', '.mts', '.cts'].map((extension) => `${file}${extension}`).find(isFile)
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** A CommonJS module may hide its exports from `import`. */
async function importSource(file) {
  const loaded = await import(pathToFileURL(file).href)
  return { ...loaded.default, ...loaded }
}

async function findModule(taskRoot, folder, module) {
  const file = resolve(taskRoot, folder, module)
  const isEsModule = existsSync(`${file}.js`) && isInModulePackage(dirname(file))
  const loaded =
    requireIfThere(file) ||
    (isEsModule ? undefined : requireIfThere(`${file}.js`)) ||
    (isEsModule ? await importIfThere(`${file}.js`) : undefined) ||
    (await importIfThere(`${file}.mjs`)) ||
    requireIfThere(`${file}.cjs`)
  // A handler may also live in a package.
  return loaded || require(require.resolve(module, { paths: [taskRoot, folder] }))
}

function requireIfThere(file) {
  return existsSync(file) ? require(file) : undefined
}

async function importIfThere(file) {
  return existsSync(file) ? import(pathToFileURL(file).href) : undefined
}

function isInModulePackage(folder) {
  if (folder.endsWith('/node_modules')) return false
  const file = join(folder, 'package.json')
  if (existsSync(file)) return isModulePackage(file)
  const parent = dirname(folder)
  return parent === folder ? false : isInModulePackage(parent)
}

function isModulePackage(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))?.type === 'module'
  } catch (error) {
    globalThis.console.warn(
      `${file} cannot be read, it will be ignored for ES module detection purposes.`,
      error,
    )
    return false
  }
}
