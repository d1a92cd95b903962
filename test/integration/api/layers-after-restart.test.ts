import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateFunctionCommand,
  DeleteLayerVersionCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, startBusbar } from '../../support/start-busbar.ts'

async function publish({ lambda }: Busbar, LayerName: string): Promise<string> {
  const files = { 'nodejs/node_modules/shared/index.js': `module.exports = '${LayerName}'` }
  const answer = await lambda.send(
    new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zipOf(files) } }),
  )
  return answer.LayerVersionArn ?? ''
}

function create({ lambda }: Busbar, FunctionName: string, layer: string) {
  return lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${ACCOUNT}:role/test`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.js': `exports.handler = async () => require('shared')` }) },
      Layers: [layer],
    }),
  )
}

async function invoke({ lambda }: Busbar, FunctionName: string): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }))
  return JSON.parse(String(Payload?.transformToString()))
}

it('a layer is there after a restart: one that nobody uses yet, and a deleted one that somebody does', async () => {
  const data = mkdtempSync(join(tmpdir(), 'busbar-test-'))
  const unpacked = () =>
    readdirSync(join(data, 'code')).filter((name) => /^[0-9a-f]{64}$/.test(name))
  let unused: string
  {
    await using busbar = await startBusbar({ data })
    unused = await publish(busbar, 'unused')
    await create(busbar, 'kept', await publish(busbar, 'deleted'))
    expect(await invoke(busbar, 'kept')).toBe('deleted')
    await busbar.lambda.send(
      new DeleteLayerVersionCommand({ LayerName: 'deleted', VersionNumber: 1 }),
    )
  }
  const before = unpacked()
  expect(before).toHaveLength(2)
  // Once to sweep, and once more over what was swept.
  await (await startBusbar({ data }))[Symbol.asyncDispose]()
  {
    await using busbar = await startBusbar({ data })
    expect(unpacked()).toEqual(before)
    expect(await invoke(busbar, 'kept')).toBe('deleted')
    await create(busbar, 'late', unused)
    expect(await invoke(busbar, 'late')).toBe('unused')
  }
  rmSync(data, { recursive: true })
})
