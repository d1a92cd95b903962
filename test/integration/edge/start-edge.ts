import { NotFound } from '../../../src/domain/faults.ts'
import type { ApiDoor } from '../../../src/http/api-door.ts'
import type { Authentication } from '../../../src/http/authenticate.ts'
import {
  createIntake,
  INTAKE_LIMITS,
  type Intake,
  type IntakeLimits,
} from '../../../src/http/intake.ts'
import { createServer } from '../../../src/http/server.ts'
import type { Dependencies } from '../../../src/operations/dependencies.ts'
import { listed } from '../../../src/operations/listed-operation.ts'
import { defineOperation, type Operation } from '../../../src/operations/operation.ts'
import { createRegistry } from '../../../src/operations/registry.ts'
import { blob, integer, list, refused, string, structure } from '../../../src/operations/schema.ts'
import { stsOperations } from '../../../src/operations/sts/operations.ts'
import type { Fields, Logger } from '../../../src/platform/logger.ts'
import { createManualClock } from '../../../src/platform/manual-clock.ts'
import { systemRandom } from '../../../src/platform/random.ts'
import { realTimers } from '../../../src/platform/timers.ts'
import { createVerifier } from '../../../src/protocol/sigv4/verifier.ts'

/** What functions of the server would send. */
export const SESSION_TOKEN = 'session-token'

export type TestEdge = AsyncDisposable & {
  readonly url: string
  readonly port: number
  readonly intake: Intake
  /** What was logged as an error. */
  readonly errors: readonly { readonly message: string; readonly fields: Fields | undefined }[]
  /** @param functionsEnded - when no function runs any more; @default they have ended already */
  stop(functionsEnded?: Promise<void>): Promise<void>
}

const TRUSTING: Authentication = {
  isRequired: false,
  verifier: createVerifier(() => undefined),
  wallClock: () => 0,
}

/** The real server in front of a few tiny operations: what is tested is the edge. */
export async function startEdge(
  options: {
    operations?: readonly Operation[]
    isReady?: () => boolean
    intakeLimits?: IntakeLimits
    authentication?: Authentication
    api?: Partial<ApiDoor>
  } = {},
): Promise<TestEdge> {
  const errors: { message: string; fields: Fields | undefined }[] = []
  const log: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (message, fields) => errors.push({ message, fields }),
    child: () => log,
  }
  const intake = createIntake(options.intakeLimits ?? INTAKE_LIMITS, realTimers)
  const server = createServer({
    registry: createRegistry([
      ...(options.operations ?? tinyOperations).map(listed),
      ...stsOperations,
    ]),
    // The tiny operations need nothing else.
    dependencies: {
      random: systemRandom,
      log,
      clock: createManualClock(0),
    } as Partial<Dependencies> as Dependencies,
    defaultAccount: '000000000000',
    intake,
    authentication: options.authentication ?? TRUSTING,
    api: {
      routes: [],
      scope: { account: '000000000000', region: 'us-east-1' },
      timers: realTimers,
      ...options.api,
    },
    functionUrls: { find: () => undefined, call: () => Promise.reject(new Error('no URLs')) },
    allowedHosts: [],
    timers: realTimers,
    version: '1.2.3',
    isReady: options.isReady ?? (() => true),
    sessionToken: SESSION_TOKEN,
    adminRoutes: async () => [
      {
        method: 'GET',
        path: '/health',
        isOpen: true,
        handle: () => ({ status: 200, body: { status: 'alive' } }),
      },
      {
        method: 'GET',
        path: '/items/:id',
        isOpen: true,
        handle: ({ parameters }) => ({ status: 200, body: parameters }),
      },
    ],
  })
  const { port, url } = await server.listen(0, '127.0.0.1')
  const stop = (functionsEnded = Promise.resolve()) => server.stop(functionsEnded)
  return { port, url, intake, errors, stop, [Symbol.asyncDispose]: () => stop() }
}

const eventsName = string({ min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' })

const entry = structure('PutEventsRequestEntry', { Source: string(), Detail: string() })

const tinyOperations: readonly Operation[] = [
  defineOperation<{ Entries: readonly unknown[] }>({
    service: 'events',
    name: 'PutEvents',
    input: structure('PutEventsRequest', { Entries: list(entry, { min: 1, max: 10 }) }, [
      'Entries',
    ]),
    bodyLimit: 6 * 1024 * 1024,
    async handle({ Entries }, _dependencies, { requestId }) {
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: requestId })) }
    },
  }),
  defineOperation<{ Name: string }>({
    service: 'events',
    name: 'DescribeRule',
    input: structure('DescribeRuleRequest', { Name: eventsName, EventBusName: refused(string()) }, [
      'Name',
    ]),
    async handle({ Name }, _dependencies, { scope, traceHeader }) {
      if (Name === 'missing') throw new NotFound('Rule missing does not exist.')
      if (Name === 'bug') throw new Error('a secret detail')
      return { Name, CreatedBy: scope.account, Arn: scope.region, Description: traceHeader }
    },
  }),
  defineOperation({
    service: 'events',
    name: 'DeleteRule',
    input: structure('DeleteRuleRequest', { Name: eventsName }, ['Name']),
    handle: async () => undefined,
  }),
  defineOperation<{ FunctionName: string; Code: { ZipFile?: Uint8Array } }>({
    service: 'lambda',
    name: 'CreateFunction',
    input: structure(
      'CreateFunctionRequest',
      {
        FunctionName: string({ min: 1, max: 140 }),
        Role: string(),
        Code: structure('FunctionCode', { ZipFile: blob() }),
      },
      ['FunctionName', 'Code'],
    ),
    bodyLimit: 2_000_000,
    async handle({ FunctionName, Code }) {
      return { FunctionName, CodeSize: Code.ZipFile?.length ?? -1 }
    },
  }),
  defineOperation<{ FunctionName: string; Qualifier?: string }>({
    service: 'lambda',
    name: 'GetFunctionConfiguration',
    input: structure(
      'GetFunctionConfigurationRequest',
      { FunctionName: string({ min: 1, max: 140 }), Qualifier: string({ min: 1 }) },
      ['FunctionName'],
    ),
    async handle({ FunctionName, Qualifier }) {
      if (FunctionName === 'missing') throw new NotFound(`Function not found: ${FunctionName}`)
      return { FunctionName, Version: Qualifier }
    },
  }),
  defineOperation({
    service: 'lambda',
    name: 'ListFunctions',
    input: structure('ListFunctionsRequest', {
      Marker: string(),
      MaxItems: integer({ min: 1, max: 10_000 }),
    }),
    handle: async () => ({ Functions: [] }),
  }),
  defineOperation({
    service: 'lambda',
    name: 'DeleteFunction',
    input: structure('DeleteFunctionRequest', { FunctionName: string() }, ['FunctionName']),
    handle: async () => ({}),
  }),
  defineOperation<{ InvocationType?: string; Payload?: Uint8Array; LogType?: string }>({
    service: 'lambda',
    name: 'Invoke',
    input: structure(
      'InvocationRequest',
      {
        FunctionName: string({ min: 1, max: 170 }),
        InvocationType: string({ enum: ['Event', 'RequestResponse', 'DryRun'] }),
        LogType: string({ enum: ['None', 'Tail'] }),
        Payload: blob(),
      },
      ['FunctionName'],
    ),
    bodyLimit: 6_291_556,
    async handle({ InvocationType, Payload, LogType }) {
      if (InvocationType === 'Event') return { StatusCode: 202 }
      if (InvocationType === 'DryRun') return { StatusCode: 204 }
      const log = LogType === 'Tail' ? { LogResult: 'bG9n' } : {}
      const echo = Buffer.from(Payload ?? '{}').toString()
      return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: echo, ...log }
    },
  }),
]
