import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  PutFunctionConcurrencyCommand,
  paginateListProvisionedConcurrencyConfigs,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { beforeEach, describe, expect, it } from 'vitest'
import { isRunning, until } from '../../support/execution/until.ts'
import { arnOf, createFunction } from '../../support/functions.ts'
import { type Busbar, startBusbar } from '../../support/start-busbar.ts'
import {
  aStatus,
  invoke,
  provision,
  publish,
  publishNext,
  statusOf,
  TELLER,
} from './provisioned.ts'

const INIT_FAILURE = 'FUNCTION_ERROR_INIT_FAILURE'
const OTHER = `${TELLER}\n// another version`

const pointAt = (busbar: Busbar, FunctionVersion: string) =>
  busbar.lambda.send(new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion }))
const alias = (busbar: Busbar, FunctionVersion: string) =>
  busbar.lambda.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion }))

describe('provisioned concurrency', () => {
  let busbar: Busbar
  beforeEach(async () => {
    busbar = await startBusbar()
    await createFunction(busbar.lambda, 'f', TELLER)
    await publish(busbar)
    return () => busbar[Symbol.asyncDispose]()
  })

  it('is there before the first call', async () => {
    expect(await provision(busbar, '1', 2)).toMatchObject({
      ...aStatus('IN_PROGRESS', 2, 0),
      $metadata: { httpStatusCode: 202 },
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    })
    await busbar.settle()
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 2, 2))

    const readyAt = Date.now()
    const first = await invoke(busbar, '1')
    expect(first).toMatchObject({ type: 'provisioned-concurrency', calls: 1, version: '1' })
    expect(first.initialisedAt).toBeLessThanOrEqual(readyAt)
    expect(first.calledAt).toBeGreaterThanOrEqual(readyAt)
    expect(first.log).toContain('REPORT RequestId')
    expect(first.log).not.toContain('Init Duration')
  })

  it('is not for other versions', async () => {
    await provision(busbar, '1', 1)
    await busbar.settle()
    expect(await invoke(busbar, undefined)).toMatchObject({ type: 'on-demand', calls: 1 })
  })

  it('runs on demand what is more than it, with a cold start', async () => {
    await provision(busbar, '1', 1)
    await busbar.settle()
    const event = { wait: 300 }
    const told = await Promise.all([invoke(busbar, '1', event), invoke(busbar, '1', event)])
    expect(told.map(({ type }) => type).toSorted()).toEqual([
      'on-demand',
      'provisioned-concurrency',
    ])
    const spilled = told.find(({ type }) => type === 'on-demand')
    expect(spilled?.log).toContain('Init Duration')
    // The free one serves whoever comes next, although the other one was used last.
    expect(await invoke(busbar, '1')).toMatchObject({ type: 'provisioned-concurrency', calls: 2 })
  })

  it('follows the alias that has it', async () => {
    await publishNext(busbar, OTHER)
    await alias(busbar, '1')
    await provision(busbar, 'live', 1)
    await busbar.settle()
    const before = await invoke(busbar, 'live')
    expect(before).toMatchObject({ type: 'provisioned-concurrency', version: '1' })

    await pointAt(busbar, '2')
    expect(await statusOf(busbar, 'live')).toEqual(aStatus('IN_PROGRESS', 1, 0))
    await busbar.settle()
    expect(await statusOf(busbar, 'live')).toEqual(aStatus('READY', 1, 1))
    const after = await invoke(busbar, 'live')
    expect(after).toMatchObject({ type: 'provisioned-concurrency', version: '2', calls: 1 })
    await until('what ran version 1 is gone', () => !isRunning(before.pid))
  })

  it('is kept however long nobody calls, and replaced when its process dies', async () => {
    await provision(busbar, '1', 1)
    await busbar.settle()
    const { pid } = await invoke(busbar, '1')
    await busbar.advance(86_400)
    expect(await invoke(busbar, '1')).toMatchObject({ pid, calls: 2 })

    process.kill(pid, 'SIGKILL')
    const next = await until('another one is there', async () => {
      await busbar.settle()
      const told = await invoke(busbar, '1')
      return told.type === 'provisioned-concurrency' && told.pid !== pid && told
    })
    expect(next.log).not.toContain('Init Duration')
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 1, 1))
  })

  it.each([
    [
      'its config',
      new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier: 'live' }),
    ],
    ['its alias', new DeleteAliasCommand({ FunctionName: 'f', Name: 'live' })],
    ['its function', new DeleteFunctionCommand({ FunctionName: 'f' })],
  ])('goes with %s', async (_what, command) => {
    await alias(busbar, '1')
    await provision(busbar, 'live', 1)
    await busbar.settle()
    const { pid } = await invoke(busbar, 'live')
    await busbar.lambda.send(command as DeleteAliasCommand)
    await until('its process is gone', () => !isRunning(pid))
    const input = { FunctionName: 'f', Qualifier: 'live' }
    const asked = busbar.lambda.send(new GetProvisionedConcurrencyConfigCommand(input))
    await expect(asked).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } })
  })

  it('can be made smaller and larger', async () => {
    await provision(busbar, '1', 3)
    await busbar.settle()
    expect(await provision(busbar, '1', 1)).toMatchObject(aStatus('IN_PROGRESS', 1, 1))
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 1, 1))
    await provision(busbar, '1', 2)
    await busbar.settle()
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 2, 2))
  })

  it('says when this server has no room for all of it, and takes it when there is', async () => {
    await publishNext(busbar, OTHER)
    await provision(busbar, '1', 2)
    await provision(busbar, '2', 2)
    await busbar.settle()
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 2, 2))
    const reason =
      'This server has room for 3 provisioned environments of all functions together; BUSBAR_MAX_ENVIRONMENTS gives it more.'
    expect(await statusOf(busbar, '2')).toEqual(aStatus('FAILED', 2, 1, reason))
    // Others still have a place.
    expect(await invoke(busbar, undefined)).toMatchObject({ type: 'on-demand' })

    const input = { FunctionName: 'f', Qualifier: '1' }
    await busbar.lambda.send(new DeleteProvisionedConcurrencyConfigCommand(input))
    await busbar.settle()
    expect(await statusOf(busbar, '2')).toEqual(aStatus('READY', 2, 2))
  })

  it('is listed in pages', async () => {
    await publishNext(busbar, OTHER)
    await alias(busbar, '1')
    for (const qualifier of ['live', '2']) await provision(busbar, qualifier, 1)
    await busbar.settle()
    const pages = paginateListProvisionedConcurrencyConfigs(
      { client: busbar.lambda, pageSize: 1 },
      { FunctionName: 'f' },
    )
    const found: unknown[] = []
    for await (const { ProvisionedConcurrencyConfigs = [] } of pages) {
      expect(ProvisionedConcurrencyConfigs.length).toBe(1)
      found.push(...ProvisionedConcurrencyConfigs)
    }
    expect(found).toEqual(
      ['f:2', 'f:live'].map((name) => ({
        FunctionArn: arnOf(name),
        LastModified: expect.any(String),
        ...aStatus('READY', 1, 1),
      })),
    )
  })

  it('fails when the init does, and is tried again with the next request', async () => {
    const Variables = { BROKEN: 'yes' }
    const Environment = { Variables }
    const FunctionName = 'f'
    await busbar.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }))
    const version = await publishNext(
      busbar,
      `if (process.env.BROKEN) throw new Error('no');\n${TELLER}`,
    )
    await provision(busbar, version, 2)
    await busbar.settle()
    expect(await statusOf(busbar, version)).toEqual(aStatus('FAILED', 2, 0, INIT_FAILURE))
    expect(await provision(busbar, version, 1)).toMatchObject(aStatus('IN_PROGRESS', 1, 0))
    await busbar.settle()
    expect(await statusOf(busbar, version)).toEqual(aStatus('FAILED', 1, 0, INIT_FAILURE))
  })
})

it('is bounded by what the account has left', async () => {
  await using busbar = await startBusbar({ concurrency: 101 })
  await createFunction(busbar.lambda, 'f', TELLER)
  await publish(busbar)
  await provision(busbar, '1', 1)
  await expect(provision(busbar, '1', 2)).rejects.toThrow(
    "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  )
  await expect(provision(busbar, '1', 102)).rejects.toThrow(
    "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [101].",
  )
})

describe('after a restart', () => {
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'busbar-test-'))
    return () => rmSync(data, { recursive: true })
  })

  it('is there again before anybody calls, and all there is with an equal reservation', async () => {
    {
      await using busbar = await startBusbar({ data })
      await createFunction(busbar.lambda, 'f', TELLER)
      await publish(busbar)
      await provision(busbar, '1', 1)
      const reservation = { FunctionName: 'f', ReservedConcurrentExecutions: 1 }
      await busbar.lambda.send(new PutFunctionConcurrencyCommand(reservation))
    }
    await using busbar = await startBusbar({ data })
    await busbar.settle()
    expect(await statusOf(busbar, '1')).toEqual(aStatus('READY', 1, 1))
    await expect(invoke(busbar, undefined)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    })
    expect(await invoke(busbar, '1')).toMatchObject({ type: 'provisioned-concurrency', calls: 1 })
  })
})
