import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFunction, zipOf } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'busbar-test-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const source = (name: string) => `export const handler = async () => '${name}'`
async function answerOf({ lambda }: Busbar, FunctionName: string): Promise<string> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }))
  return JSON.parse(String(Payload?.transformToString()))
}

it('a version still runs after a restart, when nothing else has its code any more', async () => {
  {
    await using busbar = await startBusbar({ data })
    await createFunction(busbar.lambda, 'f', source('one'))
    await busbar.lambda.send(new PublishVersionCommand({ FunctionName: 'f' }))
    const alias = { FunctionName: 'f', Name: 'live', FunctionVersion: '1' }
    await busbar.lambda.send(new CreateAliasCommand(alias))
    const ZipFile = zipOf({ 'index.mjs': source('two') })
    await busbar.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile }))
  }
  await using busbar = await startBusbar({ data })
  expect(await answerOf(busbar, 'f:1')).toBe('one')
  expect(await answerOf(busbar, 'f:live')).toBe('one')
  expect(await answerOf(busbar, 'f')).toBe('two')
})

it('a number is not given out again after a restart', async () => {
  const publishing = new PublishVersionCommand({ FunctionName: 'f' })
  {
    await using busbar = await startBusbar({ data })
    await createFunction(busbar.lambda, 'f', source('one'))
    expect((await busbar.lambda.send(publishing)).Version).toBe('1')
    await busbar.lambda.send(new DeleteFunctionCommand({ FunctionName: 'f' }))
  }
  await using busbar = await startBusbar({ data })
  await createFunction(busbar.lambda, 'f', source('two'))
  expect((await busbar.lambda.send(publishing)).Version).toBe('2')
})
