import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  answerOf,
  ENDPOINT,
  SESSION_TOKEN,
  startExecutor,
} from '../../support/execution/start-executor.ts'
import { until } from '../../support/execution/until.ts'

const SHOW = `
import os from 'node:os'
export const handler = async () => ({
  variables: process.env,
  cwd: process.cwd(),
  temporary: os.tmpdir(),
  home: os.homedir(),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  parent: typeof process.send,
})`

type Shown = { variables: Record<string, string>; [name: string]: unknown }

async function show(
  functions: ReturnType<typeof startExecutor>,
  configuration: Parameters<typeof functions.call>[0],
): Promise<Shown> {
  return Object(answerOf(await functions.call(configuration)))
}

it('shows a function the variables of Lambda and its own, and nothing of the server', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(SHOW, { environment: { STAGE: 'dev', TZ: 'Asia/Tokyo' } })
  process.env['SECRET_OF_THE_SERVER'] = 'x'
  const { variables, ...rest } = await show(functions, configuration)
  delete process.env['SECRET_OF_THE_SERVER']

  const path = `${functions.root}/functions/hello`
  expect(variables).toEqual({
    _HANDLER: 'index.handler',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: 'hello',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hello',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/01\/31\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'secret of 111122223333',
    AWS_SESSION_TOKEN: expect.stringMatching(new RegExp(`^${SESSION_TOKEN}\\.[\\w-]+$`)),
    AWS_ENDPOINT_URL: ENDPOINT,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    LAMBDA_TASK_ROOT: path,
    LAMBDA_RUNTIME_DIR: expect.stringMatching(/bootstrap$/),
    NODE_PATH: expect.stringContaining(`:${path}`),
    LANG: 'en_US.UTF-8',
    PATH: expect.stringContaining('/usr/bin'),
    PWD: path,
    HOME: expect.stringContaining(functions.stateDirectory),
    TMPDIR: expect.stringContaining(functions.stateDirectory),
    STAGE: 'dev',
    TZ: 'Asia/Tokyo',
  })
  expect(rest).toMatchObject({ cwd: path, zone: 'Asia/Tokyo', parent: 'undefined' })
})

it('shows the same to a function that took over a spare process', async () => {
  await using functions = startExecutor()
  const first = await show(functions, functions.define(SHOW, { functionName: 'first' }))
  await until('there is a spare', () => functions.processes().length === 2)
  const second = await show(functions, functions.define(SHOW, { functionName: 'second' }))
  expect(Object.keys(second.variables).toSorted()).toEqual(Object.keys(first.variables).toSorted())
  expect(second).toMatchObject({ zone: 'UTC', cwd: `${functions.root}/functions/second` })
})

it('gives each environment a temporary directory that goes with it', async () => {
  await using functions = startExecutor()
  const { temporary, home } = await show(functions, functions.define(SHOW))
  expect(home).toBe(temporary)
  expect(existsSync(String(temporary))).toBe(true)
  await functions.executor.stop()
  expect(existsSync(String(temporary))).toBe(false)
})

it('starts Node.js with the options that the function asks for', async () => {
  await using functions = startExecutor()
  const configuration = functions.define('export const handler = async () => process.title', {
    environment: { NODE_OPTIONS: '--title=mine' },
  })
  expect(answerOf(await functions.call(configuration))).toBe('mine')
})
