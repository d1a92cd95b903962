import {
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { zipOf } from '../../support/functions.ts'
import type { Busbar } from '../../support/start-busbar.ts'

/** Tells how and when it was initialised, which process it is, and how often it was called. */
export const TELLER = `
const initialisedAt = Date.now()
let calls = 0
export const handler = async ({ wait = 0 }, { functionVersion: version }) => {
  calls += 1
  const calledAt = Date.now()
  await new Promise((go) => setTimeout(go, wait))
  return {
    type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE,
    pid: process.pid, calls, version, initialisedAt, calledAt,
  }
}`

export type Told = {
  readonly type: string
  readonly pid: number
  readonly calls: number
  readonly version: string
  readonly initialisedAt: number
  readonly calledAt: number
}

export async function publish({ lambda }: Busbar, FunctionName = 'f'): Promise<string> {
  const { Version = '' } = await lambda.send(new PublishVersionCommand({ FunctionName }))
  return Version
}

/** Deploys other code and publishes it. */
export async function publishNext(busbar: Busbar, source: string): Promise<string> {
  const ZipFile = zipOf({ 'index.mjs': source })
  await busbar.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile }))
  return publish(busbar)
}

export function provision({ lambda }: Busbar, Qualifier: string, count: number) {
  const input = { FunctionName: 'f', Qualifier, ProvisionedConcurrentExecutions: count }
  return lambda.send(new PutProvisionedConcurrencyConfigCommand(input))
}

/** Status, and how many are requested, allocated and available. */
export async function statusOf({ lambda }: Busbar, Qualifier: string) {
  const input = { FunctionName: 'f', Qualifier }
  const {
    $metadata: _,
    LastModified,
    ...config
  } = await lambda.send(new GetProvisionedConcurrencyConfigCommand(input))
  return config
}

export function aStatus(Status: string, requested: number, available: number, reason?: string) {
  return {
    Status,
    RequestedProvisionedConcurrentExecutions: requested,
    AllocatedProvisionedConcurrentExecutions: available,
    AvailableProvisionedConcurrentExecutions: available,
    ...(reason !== undefined && { StatusReason: reason }),
  }
}

export async function invoke(
  { lambda }: Busbar,
  Qualifier: string | undefined,
  event: object = {},
) {
  const { Payload, LogResult = '' } = await lambda.send(
    new InvokeCommand({
      FunctionName: 'f',
      Payload: JSON.stringify(event),
      LogType: 'Tail',
      ...(Qualifier !== undefined && { Qualifier }),
    }),
  )
  const told: Told = JSON.parse(String(Payload?.transformToString()))
  return { ...told, log: Buffer.from(LogResult, 'base64').toString() }
}
