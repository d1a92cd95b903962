import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/** Lambda has them, so that the tools that deploy TypeScript leave them out of their bundles. */
const OF_LAMBDA = ['@aws-sdk/', '@smithy/']
/** What packages with machine code find it with: by where their own file is. */
const NATIVE_LOADERS = [
  'bindings',
  'detect-libc',
  'node-addon-api',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'prebuild-install',
]
/** What is there where machine code is built, or where it comes built for many machines. */
const NATIVE_ENTRIES = ['binding.gyp', 'prebuilds', 'build/Release']
const NATIVE_FIELDS = ['binary', 'gypfile', 'napi']
const MACHINE_CODE = /\.node$/
/** Marks the plugin's own questions. */
const ASKED = Symbol('asked')

/**
 * Leaves packages out of a bundle, and files of machine code: they are loaded from where they are. What is not
 * there keeps its name: a layer may have it, or the function says that it is missing.
 *
 * @param names - of packages, beside those that every bundle is without.
 */
export function leaveOut(names: Iterable<string>, format: 'commonjs' | 'module'): Plugin {
  const packages = [...names].map((name) => `^${name.replaceAll('.', '\\.')}(/|$)`)
  const ofLambda = OF_LAMBDA.map((scope) => `^${scope}`)
  const filter = new RegExp([...ofLambda, ...packages, MACHINE_CODE.source].join('|'))
  return {
    name: 'left-out',
    setup(build) {
      build.onResolve({ filter }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === ASKED || kind === 'entry-point') return undefined
        const kinds = format === 'commonjs' ? (['require-call', kind] as const) : [kind]
        for (const asked of kinds) {
          const question = { importer, resolveDir, kind: asked, pluginData: ASKED }
          const found = await build.resolve(path, question)
          if (found.errors.length === 0) return { path: found.path, external: true }
        }
        return { path, external: true }
      })
      // The name of a package may lead to machine code, too.
      build.onLoad({ filter: MACHINE_CODE }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)})`,
      }))
    },
  }
}

/** The name of the package that a file belongs to, if it is one that only works where it is installed. */
export function nativePackages(files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []))
  return [...folders].filter(isNative).map(packageName)
}

function packageFolder(file: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]
}

function packageName(folder: string): string {
  return folder.slice(folder.lastIndexOf('/node_modules/') + '/node_modules/'.length)
}

function isNative(folder: string): boolean {
  if (NATIVE_ENTRIES.some((entry) => existsSync(join(folder, entry)))) return true
  const manifest = readManifest(folder)
  const dependencies = Object.keys({ ...Object(manifest['dependencies']) })
  return (
    NATIVE_FIELDS.some((field) => manifest[field] !== undefined) ||
    dependencies.some((name) => NATIVE_LOADERS.includes(name))
  )
}

function readManifest(folder: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  } catch {
    // None, or one that only a package manager could complain about.
    return {}
  }
}
