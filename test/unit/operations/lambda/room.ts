import { createHash } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import type { AsyncInvocationRequest } from '../../../../src/delivery/async-invoker.ts'
import type { Scope } from '../../../../src/domain/scope.ts'
import { createConcurrencyLeases } from '../../../../src/execution/concurrency/create-concurrency-leases.ts'
import { createFunctionRegistry } from '../../../../src/execution/create-function-registry.ts'
import type { Invocation, InvocationResult } from '../../../../src/execution/executor.ts'
import type { ProvisionedStatus } from '../../../../src/execution/provisioned/provisioned-concurrency.ts'
import type { Dependencies } from '../../../../src/operations/dependencies.ts'
import { lambdaOperations } from '../../../../src/operations/lambda/operations.ts'
import { validateInput } from '../../../../src/operations/validate-input.ts'
import { createInMemoryConfigStore } from '../../../support/in-memory-config-store.ts'
import { noDevelopmentFunctions } from '../../../support/no-development-functions.ts'

export const SCOPE: Scope = { account: '111122223333', region: 'eu-west-1' }
const START = Date.UTC(2026, 10, 23, 9, 30)
export const ROLE = 'arn:aws:iam::111122223333:role/r'
export const REQUEST_ID = '5b1f6c1e-0000-4000-8000-000000000001'

export const CODE = aZip('exports.handler = async () => 1')
export const OTHER_CODE = aZip('exports.handler = async () => 2')

function aZip(source: string): Uint8Array {
  return zipSync({ 'index.js': strToU8(source) }, { mtime: new Date(1_700_000_000_000) })
}

export function functionArn(rest: string): string {
  return `arn:aws:lambda:eu-west-1:111122223333:function:${rest}`
}

export function sha256(bytes: Uint8Array, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(bytes).digest(encoding)
}

const SUCCESS: InvocationResult = {
  payload: '{"ok":true}',
  executedVersion: '$LATEST',
  logTail: () => new TextEncoder().encode('END RequestId: 1\n'),
  durationMs: 1,
}

/** The operations of Lambda as the edge calls them: the input is validated first. */
export function createRoom() {
  const config = createInMemoryConfigStore()
  const blobs = new Map<string, Uint8Array>()
  const invoked: [Invocation, string][] = []
  const enqueued: AsyncInvocationRequest[] = []
  const retired: string[] = []
  const lacking = new Map<string, string>()
  const clock = { at: START }
  const executor = { result: SUCCESS }
  /** What has become of every config of provisioned concurrency. */
  const provisioned: { status: ProvisionedStatus | undefined } = { status: undefined }
  /** What the next draw of chance is. */
  const chance = { draw: 0.5 }
  let uuids = 0

  // Only what these operations take; anything else they reached for would fail the test.
  const leases = createConcurrencyLeases({ config, accountLimit: 1_000 })
  const dependencies = {
    config,
    leases,
    functions: createFunctionRegistry({ config, development: noDevelopmentFunctions }),
    blobs: {
      put: async (bytes: Uint8Array) => {
        const address = sha256(bytes, 'hex')
        blobs.set(address, bytes)
        return address
      },
      get: async (address: string) => blobs.get(address),
    },
    executor: {
      invoke: async (invocation: Invocation, caller: string) => {
        invoked.push([invocation, caller])
        return executor.result
      },
      retire: (_scope: Scope, name: string, version?: string) =>
        void retired.push(version === undefined ? name : `${name}:${version}`),
      lacks: async (runtime: string) => lacking.get(runtime),
    },
    provisioned: { statusOf: () => provisioned.status },
    asyncInvoker: { enqueue: async (one: AsyncInvocationRequest) => void enqueued.push(one) },
    clock: { now: () => clock.at },
    random: {
      uuid: () => `${String(++uuids).padStart(17, '0')}-uuid`,
      fraction: () => chance.draw,
    },
    endpointUrl: () => 'http://127.0.0.1:4566',
  } as unknown as Dependencies

  const call = async (name: string, input: object, scope = SCOPE): Promise<Answer> => {
    const operation = await lambdaOperations.find((one) => one.name === name)?.load()
    if (!operation) throw new Error(`There is no operation ${name}.`)
    const context = { requestId: REQUEST_ID, scope, traceHeader: 'Root=1-2-3' }
    return (await operation.handle(
      validateInput(operation, input),
      dependencies,
      context,
    )) as Answer
  }

  return {
    call,
    config,
    chance,
    blobs,
    clock,
    enqueued,
    executor,
    leases,
    functions: dependencies.functions,
    invoked,
    lacking,
    provisioned,
    retired,
    aFunction: (FunctionName: string, given: object = {}) =>
      call('CreateFunction', { ...MINIMAL, FunctionName, ...given }),
  }
}

export const MINIMAL = {
  FunctionName: 'billing',
  Role: ROLE,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: CODE },
}

/** An answer as a client sees it; tests say what is in it. */
type Answer = Readonly<Record<string, unknown>>
