import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** What each row's code answers or throws, told by a process of its own: the loader shall meet no test runner. */
type Row = [what: string, handler: string, files: Record<string, string>, expected: unknown]

const esm = (value: string) => `export const handler = () => ${JSON.stringify(value)}`
const cjs = (value: string) => `exports.handler = () => ${JSON.stringify(value)}`
const failure = (type: string, message: RegExp | string) => ({
  type,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
})

const ROWS: Row[] = [
  ['a file', 'index.handler', { 'index.js': cjs('js') }, 'js'],
  ['a file in a folder', 'src/app.handler', { 'src/app.js': cjs('js') }, 'js'],
  ['a path that starts with ./', './src/app.handler', { 'src/app.js': cjs('js') }, 'js'],
  ['a nested export', 'index.a.b', { 'index.js': 'exports.a = { b: () => "nested" }' }, 'nested'],
  [
    'a default export',
    'index.default',
    { 'index.mjs': 'export default () => "default"' },
    'default',
  ],
  [
    'a file without extension before all others',
    'index.handler',
    { index: cjs('plain'), 'index.js': cjs('js') },
    'plain',
  ],
  [
    '.js before .mjs and .cjs',
    'index.handler',
    { 'index.js': cjs('js'), 'index.mjs': esm('mjs'), 'index.cjs': cjs('cjs') },
    'js',
  ],
  [
    '.mjs before .cjs',
    'index.handler',
    { 'index.mjs': esm('mjs'), 'index.cjs': cjs('cjs') },
    'mjs',
  ],
  [
    '.js as a module by its package.json',
    'index.handler',
    { 'index.js': esm('module'), 'package.json': '{"type":"module"}' },
    'module',
  ],
  [
    'the package.json of a folder above',
    'a/b/index.handler',
    { 'a/b/index.js': esm('module'), 'package.json': '{"type":"module"}' },
    'module',
  ],
  [
    'the nearest package.json only',
    'a/index.handler',
    { 'a/index.js': cjs('js'), 'a/package.json': '{}', 'package.json': '{"type":"module"}' },
    'js',
  ],
  ['a package', 'pkg.handler', { 'node_modules/pkg/index.js': cjs('package') }, 'package'],
  [
    'dots that lead elsewhere',
    '../index.handler',
    {},
    failure(
      'Runtime.MalformedHandlerName',
      "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ),
  ],
  ['no dot', 'index', {}, failure('Runtime.MalformedHandlerName', 'Bad handler')],
  [
    'no such module',
    'index.handler',
    {},
    failure('Runtime.ImportModuleError', /^Error: Cannot find module 'index'\nRequire stack:\n/),
  ],
  [
    'no such export',
    'index.other',
    { 'index.mjs': esm('x') },
    failure('Runtime.HandlerNotFound', 'index.other is undefined or not exported'),
  ],
  [
    'an export that is no function',
    'index.handler',
    { 'index.js': 'exports.handler = { not: "a function" }' },
    failure('Runtime.HandlerNotFound', 'index.handler is not a function'),
  ],
  [
    'a syntax error',
    'index.handler',
    { 'index.mjs': 'export const' },
    failure('Runtime.UserCodeSyntaxError', /^SyntaxError: /),
  ],
  [
    'a package that a module requires and is not there',
    'index.handler',
    { 'index.cjs': "require('nowhere')" },
    failure('Runtime.ImportModuleError', /^Error: Cannot find module 'nowhere'/),
  ],
  [
    'a package that a module imports and is not there',
    'index.handler',
    { 'index.mjs': "import 'nowhere'" },
    failure('Error', /^Cannot find package 'nowhere' imported from /),
  ],
  [
    'what the module throws',
    'index.handler',
    { 'index.mjs': 'throw new RangeError("mine")' },
    failure('RangeError', 'mine'),
  ],
]

const LOADER = new URL('../../../src/execution/bootstrap/load-handler.cjs', import.meta.url).href
const PROGRAM = `
const { loadHandler } = await import(${JSON.stringify(LOADER)})
const results = []
for (const [root, handler] of JSON.parse(process.argv[1])) {
  results.push(await loadHandler(root, handler).then(
    (found) => found(),
    ({ name, message }) => ({ type: name, message })))
}
console.log(JSON.stringify(results))`

let root: string
let results: unknown[]

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const places = ROWS.map(([, handler, files], index) => {
    const place = join(root, String(index))
    mkdirSync(place)
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, name)), { recursive: true })
      writeFileSync(join(place, name), text)
    }
    return [place, handler]
  })
  const args = ['--input-type=module', '-e', PROGRAM, JSON.stringify(places)]
  results = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
})

afterAll(() => rmSync(root, { recursive: true }))

it.each(ROWS.map(([what, , , expected], index) => ({ what, expected, index })))(
  'resolves a handler as AWS does: $what',
  ({ expected, index }) => {
    expect(results[index]).toEqual(expected)
  },
)
