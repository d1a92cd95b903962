import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { ACCOUNT, REGION } from './start-busbar.ts'

export type ProcessClient = Disposable & {
  readonly events: EventBridgeClient
  readonly lambda: LambdaClient
  /** What `GET /_busbar/<path>` answers. */
  look(path: string): Promise<unknown>
  /** What `POST /_busbar/<path>` answers. @throws when the status is not that of success */
  order(path: string, body?: object): Promise<unknown>
  /** Returns when nothing is due and nothing runs. */
  settle(timeoutMs?: number): Promise<void>
}

/** Speaks to a server in another process, with the real SDK clients. */
export function clientOf(url: string): ProcessClient {
  const config = {
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
    maxAttempts: 1,
  }
  const [events, lambda] = [new EventBridgeClient(config), new LambdaClient(config)]

  async function order(path: string, body: object = {}): Promise<unknown> {
    const response = await fetch(`${url}/_busbar/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  return {
    events,
    lambda,
    look: async (path) => (await fetch(`${url}/_busbar/${path}`)).json(),
    order,
    async settle(timeout = 10_000) {
      await order('settle', { timeout })
    },
    [Symbol.dispose]() {
      events.destroy()
      lambda.destroy()
    },
  }
}

/** A request of the AWS JSON protocol without an SDK, which costs more than the server does. */
export function postAwsJson(url: string, operation: string, input: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSEvents.${operation}`,
      Authorization: authorization('events'),
    },
    body: JSON.stringify(input),
  })
}

/** An Invoke without an SDK. */
export function postInvoke(
  url: string,
  name: string,
  type: 'Event' | 'RequestResponse',
  payload: object,
): Promise<Response> {
  return fetch(`${url}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { 'X-Amz-Invocation-Type': type, Authorization: authorization('lambda') },
    body: JSON.stringify(payload),
  })
}

export function authorization(service: string): string {
  const scope = `${ACCOUNT}/20260101/${REGION}/${service}/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`
}
