'use strict'

const { existsSync, readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { basename, dirname, join, resolve } = require('node:path')
const { pathToFileURL } = require('node:url')
const {
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerName,
  UserCodeSyntaxError,
} = require('./errors.cjs')
const { loadBundle } = require('./load-bundle.cjs')

const requireForHandler = createRequire(__filename)

/**
 * Finds the function that a handler string such as `dir/file.export.nested` names, in the order of
 * AWS's Node.js runtime interface client (src/UserFunction.js).
 *
 * @param bundle - what the server has made of its TypeScript; see ../bundle/handler-bundles.ts.
 */
async function loadHandler(taskRoot, handler, bundle) {
  if (handler.includes('..')) {
    throw new MalformedHandlerName(
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    )
  }
  const { folder, module, path } = splitHandler(handler)
  const loaded = await loadModule(taskRoot, folder, module, bundle)
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

async function loadModule(taskRoot, folder, module, bundle) {
  try {
    if (bundle === undefined) return await findModule(taskRoot, folder, module)
    return await loadBundle(bundle)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error)
    if (error?.code === 'MODULE_NOT_FOUND') throw new ImportModuleError(error)
    throw error
  }
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
  return (
    loaded || requireForHandler(requireForHandler.resolve(module, { paths: [taskRoot, folder] }))
  )
}

function requireIfThere(file) {
  return existsSync(file) ? requireForHandler(file) : undefined
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

module.exports = { loadHandler }
