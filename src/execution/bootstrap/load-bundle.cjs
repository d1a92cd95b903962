'use strict'

const { readFileSync } = require('node:fs')
const { createRequire, registerHooks, setSourceMapsSupport } = require('node:module')
const { pathToFileURL } = require('node:url')
const { ImportModuleError, UserCodeSyntaxError } = require('./errors.cjs')

const requireForHandler = createRequire(__filename)
const PROBLEMS = { ImportModuleError, UserCodeSyntaxError }

/**
 * Loads a bundle under the name of the file that it was made of: `__dirname`, packages that are not in it,
 * debuggers and stack traces find the developer's folder then.
 */
function loadBundle({ file, format, bundle, problem, message }) {
  if (problem !== undefined) throw new PROBLEMS[problem](message)
  // Of packages it would read a map for each file, and nobody needs those.
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false })
  const url = pathToFileURL(file).href
  const hooks = registerHooks({
    load(asked, context, next) {
      if (asked !== url) return next(asked, context)
      hooks.deregister()
      return { format, source: readFileSync(bundle), shortCircuit: true }
    },
  })
  return format === 'module' ? importAll(url) : requireForHandler(file)
}

/** A file that is CommonJS in a package of ES modules has its exports in its default. */
async function importAll(url) {
  const loaded = await import(url)
  return { ...loaded.default, ...loaded }
}

module.exports = { loadBundle }
