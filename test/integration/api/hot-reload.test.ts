import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { until } from '../../support/execution/until.ts'
import { zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, startBusbar } from '../../support/start-busbar.ts'

function aFolder(files: Readonly<Record<string, string>>) {
  const path = mkdtempSync(join(tmpdir(), 'busbar-hot-'))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  for (const [name, text] of Object.entries(files)) write(name, text)
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true }) }
}

const fn = (FunctionName: string, change: object) =>
  new CreateFunctionCommand({
    FunctionName,
    Role: `arn:aws:iam::${ACCOUNT}:role/test`,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: {},
    ...change,
  })
const hot = (path: string) => ({ S3Bucket: 'hot-reload', S3Key: path })

async function invoke(busbar: Busbar, FunctionName: string) {
  const { Payload } = await busbar.lambda.send(new InvokeCommand({ FunctionName }))
  return JSON.parse(Payload?.transformToString() ?? '')
}

it('runs the files of a folder, and the changed ones once they are changed', async () => {
  using folder = aFolder({
    'index.js': `exports.handler = async () => require('./lib/text.js')`,
    'lib/text.js': `module.exports = 'before'`,
  })
  await using busbar = await startBusbar()
  await busbar.lambda.send(fn('hot', { Code: hot(folder.path) }))
  expect(await invoke(busbar, 'hot')).toBe('before')
  folder.write('lib/text.js', `module.exports = 'after'`)
  await until('the change runs', async () => (await invoke(busbar, 'hot')) === 'after')

  const { Code } = await busbar.lambda.send(new GetFunctionCommand({ FunctionName: 'hot' }))
  expect(Code).toEqual({
    RepositoryType: 'Directory',
    Location: pathToFileURL(folder.path).href,
  })
  await expect(
    busbar.lambda.send(new PublishVersionCommand({ FunctionName: 'hot' })),
  ).rejects.toThrow('The code of hot is a folder, which can change at any time')
})

it('runs TypeScript anew after a save of what it imports, or of a mistake', async () => {
  using folder = aFolder({
    'index.ts': `import { text } from './lib/text'\nexport const handler = async () => text`,
    'lib/text.ts': `export const text: string = 'before'`,
  })
  await using busbar = await startBusbar()
  await busbar.lambda.send(fn('typed', { Code: hot(folder.path) }))
  expect(await invoke(busbar, 'typed')).toBe('before')
  folder.write('lib/text.ts', `export const text: string = 'after'`)
  await until('the change runs', async () => (await invoke(busbar, 'typed')) === 'after')
  folder.write('lib/text.ts', 'export const text: = 1')
  await until('the mistake is told', async () => {
    const { errorType, errorMessage } = await invoke(busbar, 'typed')
    return errorType === 'Runtime.UserCodeSyntaxError' && /text\.ts:1:20\)$/.test(errorMessage)
  })
  folder.write('lib/text.ts', `export const text: string = 'again'`)
  await until('it runs again', async () => (await invoke(busbar, 'typed')) === 'again')
})

it('does so in the development directory, also for what lies in another function’s folder', async () => {
  using folder = aFolder({
    'one/index.ts': `import { text } from '../two/text'\nexport const handler = async () => text`,
    'two/index.ts': `import { text } from './text'\nexport const handler = async () => text`,
    'two/text.ts': `export const text: string = 'before'`,
  })
  await using busbar = await startBusbar({ functions: folder.path })
  for (const name of ['one', 'two']) expect(await invoke(busbar, name)).toBe('before')
  folder.write('two/text.ts', `export const text: string = 'after'`)
  for (const name of ['one', 'two']) {
    await until(`${name} runs the change`, async () => (await invoke(busbar, name)) === 'after')
  }
})

it('does the same with a layer, beside one that is an archive', async () => {
  using folder = aFolder({ 'nodejs/node_modules/hot/index.js': `module.exports = 'before'` })
  await using busbar = await startBusbar()
  const layer = async (LayerName: string, Content: object) =>
    (await busbar.lambda.send(new PublishLayerVersionCommand({ LayerName, Content })))
      .LayerVersionArn
  const cold = { 'nodejs/node_modules/cold/index.js': `module.exports = 'cold'` }
  const Layers = [
    await layer('hot', hot(folder.path)),
    await layer('cold', { ZipFile: zipOf(cold) }),
  ]
  const source = `exports.handler = async () => require('hot') + ' and ' + require('cold')`
  const Code = { ZipFile: zipOf({ 'index.js': source }) }
  await busbar.lambda.send(fn('layered', { Layers, Code }))
  expect(await invoke(busbar, 'layered')).toBe('before and cold')
  folder.write('nodejs/node_modules/hot/index.js', `module.exports = 'after'`)
  await until('the change runs', async () => (await invoke(busbar, 'layered')) === 'after and cold')
})

it.each([
  ['relative/path', 'but it takes the absolute path of a folder.'],
  ['/no/such/folder', 'which is no folder on the machine of this server.'],
])('refuses %s', async (path, why) => {
  await using busbar = await startBusbar()
  await expect(busbar.lambda.send(fn('hot', { Code: hot(path) }))).rejects.toThrow(why)
})
