import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { type App, startApp } from '../../src/app.ts'
import type { Config } from '../../src/config/settings.ts'
import { readConfig } from '../../src/config.ts'
import type { IntakeLimits } from '../../src/http/intake.ts'

export const ACCOUNT = '111122223333'
export const REGION = 'eu-central-1'

export type Busbar = AsyncDisposable & {
  readonly url: string
  readonly app: App
  readonly events: EventBridgeClient
  readonly lambda: LambdaClient
  readonly logs: CloudWatchLogsClient
  /** What an SDK client needs to speak to this server, as the account given. */
  clientConfig(account?: string, region?: string): ClientConfig
  /** Returns when nothing is due and nothing runs. */
  settle(): Promise<void>
  /** Moves the time and lets everything happen that falls due on the way. */
  advance(seconds: number): Promise<void>
  /** What `GET /_busbar/<path>` answers. */
  admin(path: string): Promise<unknown>
}

type ClientConfig = {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly maxAttempts: 1
}

/** A whole server in this process: own port, own store that leaves nothing behind, a clock that stands still. */
export async function startBusbar(
  change: Partial<Config> = {},
  hooks: { readonly intakeLimits?: IntakeLimits } = {},
): Promise<Busbar> {
  const config: Config = {
    ...readConfig([], {}),
    port: 0,
    data: ':memory:',
    clock: 'manual',
    logLevel: 'error',
    maxEnvironments: 4,
    ...change,
  }
  const app = await startApp(config, {
    ...hooks,
    onFatal: (error) => {
      throw error
    },
  })
  const clientConfig = (account = ACCOUNT, region = REGION): ClientConfig => ({
    endpoint: app.url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
  const [events, lambda, logs] = [
    new EventBridgeClient(clientConfig()),
    new LambdaClient(clientConfig()),
    new CloudWatchLogsClient(clientConfig()),
  ]

  return {
    url: app.url,
    app,
    events,
    lambda,
    logs,
    clientConfig,
    async settle() {
      mustSettle(await app.settle(10_000))
    },
    async advance(seconds) {
      const { clock } = app
      if (!clock) throw new Error('This server goes by the real time.')
      mustSettle(await clock.advance(clock.now() + seconds * 1_000, 15_000))
    },
    admin: async (path) => (await fetch(`${app.url}/_busbar/${path}`)).json(),
    async [Symbol.asyncDispose]() {
      for (const client of [events, lambda, logs]) client.destroy()
      await app.stop()
    },
  }
}

function mustSettle(result: Awaited<ReturnType<App['settle']>>): void {
  if (!result.settled) throw new Error(`Still running: ${JSON.stringify(result.running)}`)
}
