import { expect, it } from 'vitest'
import { environmentRoutes } from '../../../src/admin/environment-routes.ts'
import type { EnvironmentDescription } from '../../../src/execution/executor.ts'
import { askerOf } from './asking.ts'

const AT = Date.UTC(2026, 0, 31, 12)

function anEnvironment(change: Partial<EnvironmentDescription> = {}): EnvironmentDescription {
  return {
    account: '111122223333',
    region: 'eu-west-1',
    functionName: 'billing',
    version: '$LATEST',
    state: 'idle',
    since: AT + 1_000,
    startedAt: AT,
    initializationType: 'on-demand',
    pid: 42,
    memoryBytes: 50_000_000,
    peakMemoryBytes: 60_000_000,
    invocations: 3,
    initDurationMs: 12.3456,
    logGroup: '/aws/lambda/billing',
    logStream: '2026/01/31/[$LATEST]ab',
    ...change,
  }
}

const given = [anEnvironment(), anEnvironment({ functionName: 'mail', state: 'busy' })]
const ask = askerOf(environmentRoutes({ describe: () => given }))

it('lists the environments there are', async () => {
  const { status, body } = await ask('GET', '/environments')
  expect(status).toBe(200)
  expect(Object(body).environments).toHaveLength(2)
  expect(Object(body).environments[0]).toEqual({
    account: '111122223333',
    region: 'eu-west-1',
    functionName: 'billing',
    version: '$LATEST',
    state: 'idle',
    since: '2026-01-31T12:00:01.000Z',
    startedAt: '2026-01-31T12:00:00.000Z',
    initializationType: 'on-demand',
    pid: 42,
    memoryMB: 47.7,
    peakMemoryMB: 57.2,
    invocations: 3,
    initDurationMs: 12.35,
    logGroup: '/aws/lambda/billing',
    logStream: '2026/01/31/[$LATEST]ab',
  })
})

it('lists those of one function', async () => {
  const { body } = await ask('GET', '/environments', { query: 'function=mail' })
  expect(body).toMatchObject({ environments: [{ functionName: 'mail', state: 'busy' }] })
})
