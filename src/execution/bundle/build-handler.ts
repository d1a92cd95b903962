import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Message, Metafile } from 'esbuild'
import type { Built, Bundler } from './bundler.ts'
import { leaveOut, nativePackages } from './left-out.ts'

export type ModuleFormat = 'commonjs' | 'module'

export type BuiltHandler = {
  readonly format: ModuleFormat
  readonly code: Uint8Array
  /** The files that went into it, by absolute path. */
  readonly inputs: readonly string[]
  /** Those that it loads from where they are. */
  readonly outside: readonly string[]
}

/** Why there is nothing to run, as Lambda's Node.js runtime names it. */
export type BuildProblem = {
  readonly problem: 'UserCodeSyntaxError' | 'ImportModuleError'
  readonly message: string
}

/** What an ES module lacks that a bundle of CommonJS packages may ask for. */
const ES_BANNER = `import { createRequire as __busbarRequire } from 'node:module';
const require = __busbarRequire(import.meta.url), __busbarFile = import.meta.filename, __busbarFolder = import.meta.dirname;`
const ES_NAMES = { __filename: '__busbarFile', __dirname: '__busbarFolder' }

const TOP_LEVEL_AWAIT = /^Top-level await is (currently )?not (supported|available) with the "cjs"/
const UNRESOLVED = /^Could not resolve "(.*)"$/
const PACKAGE = /^((?:@[^/]+\/)?[^./@#~][^/]*)/
const NO_META = 'empty-import-meta'

/**
 * Bundles the handler in a TypeScript file as the tools that deploy such functions do: with its packages, into
 * CommonJS, or into an ES module when its package is one or it needs to be one.
 *
 * @param file - absolute, without symbolic links.
 */
export async function buildHandler(
  bundler: Bundler,
  file: string,
): Promise<BuiltHandler | BuildProblem> {
  const native = new Set<string>()
  /** Of CommonJS, which looks for them in layers when it runs; an ES module does not. */
  const missing = new Set<string>()
  let format = formatOf(file)
  // Each round knows something more: a package that cannot be in it, or that it is an ES module.
  for (;;) {
    const left = format === 'commonjs' ? [...native, ...missing] : native
    const built = await bundler.build(optionsOf(file, format, left))
    if (format === 'commonjs' && needsModule(built)) {
      format = 'module'
      continue
    }
    if ('errors' in built) {
      const absent = format === 'commonjs' ? built.errors.map(absentPackage) : [undefined]
      if (absent.includes(undefined)) return problemOf(built.errors, file)
      for (const name of absent) if (name !== undefined) missing.add(name)
      continue
    }
    const { metafile, outputFiles } = built.result
    const inputs = Object.keys(metafile.inputs).map((path) => resolve(dirname(file), path))
    const found = nativePackages(inputs).filter((name) => !native.has(name))
    if (found.length === 0) {
      const code = outputFiles[0]?.contents ?? new Uint8Array()
      return { format, inputs, outside: externalFiles(metafile), code }
    }
    for (const name of found) native.add(name)
  }
}

function optionsOf(file: string, format: ModuleFormat, left: Iterable<string>) {
  const isModule = format === 'module'
  return {
    entryPoints: [file],
    absWorkingDir: dirname(file),
    // Nothing is written there; the source map names its files as seen from it.
    outfile: join(dirname(file), 'handler.js'),
    bundle: true,
    platform: 'node' as const,
    // What runs the functions is what runs this.
    target: `node${process.versions.node}`,
    format: isModule ? ('esm' as const) : ('cjs' as const),
    sourcemap: 'inline' as const,
    logLevel: 'silent' as const,
    plugins: [leaveOut(left, format)],
    ...(isModule && { banner: { js: ES_BANNER }, define: ES_NAMES }),
  }
}

function externalFiles({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports)
  return imports.flatMap(({ path, external }) => (external && isAbsolute(path) ? path : []))
}

function needsModule(built: Built): boolean {
  if ('result' in built) return built.result.warnings.some(({ id }) => id === NO_META)
  // Packages that are not there are another matter.
  const errors = built.errors.filter(({ text }) => !UNRESOLVED.test(text))
  return errors.length > 0 && errors.every(({ text }) => TOP_LEVEL_AWAIT.test(text))
}

function absentPackage({ text }: Message): string | undefined {
  return PACKAGE.exec(UNRESOLVED.exec(text)?.[1] ?? '')?.[1]
}

/** All errors of a kind would only repeat themselves: the first one that is about the code tells. */
function problemOf(errors: readonly Message[], file: string): BuildProblem {
  const wrong = errors.find(({ text }) => !UNRESOLVED.test(text)) ?? errors[0]
  const { text = '', location } = wrong ?? {}
  const path = location ? resolve(dirname(file), location.file) : file
  const place = location ? `${path}:${location.line}:${location.column + 1}` : path
  const unresolved = UNRESOLVED.exec(text)?.[1]
  if (unresolved === undefined) {
    return { problem: 'UserCodeSyntaxError', message: `SyntaxError: ${text} (${place})` }
  }
  const message = `Error: Cannot find module '${unresolved}'\nRequire stack:\n- ${place}`
  return { problem: 'ImportModuleError', message }
}

/** As Node.js decides it: by the extension, else by the nearest package.json. */
function formatOf(file: string): ModuleFormat {
  if (file.endsWith('.mts')) return 'module'
  if (file.endsWith('.cts')) return 'commonjs'
  return isModulePackage(dirname(file)) ? 'module' : 'commonjs'
}

function isModulePackage(folder: string): boolean {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) return typeOf(manifest) === 'module'
  const parent = dirname(folder)
  return parent !== folder && isModulePackage(parent)
}

function typeOf(manifest: string): unknown {
  try {
    return Object(JSON.parse(readFileSync(manifest, 'utf8'))).type
  } catch {
    // esbuild says what is wrong with it.
    return undefined
  }
}
