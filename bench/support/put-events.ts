import { Agent, request } from 'node:http'

/** AWS JSON calls over kept connections, with nothing of an SDK in between. */
export function createCaller(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const call = (operation: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSEvents.${operation}`,
        'content-length': Buffer.byteLength(body),
      }
      const sending = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      })
      sending.once('error', reject)
      sending.end(body)
    })

  return {
    call,
    /** @throws when the server does not answer with success. */
    async must(operation: string, input: object): Promise<void> {
      const status = await call(operation, JSON.stringify(input))
      if (status !== 200) throw new Error(`${operation}: ${status}`)
    },
    close: () => agent.destroy(),
  }
}

/** One rule that sends every event of the source `bench` to a target. */
export async function routeTo(caller: ReturnType<typeof createCaller>, Arn: string): Promise<void> {
  await caller.must('PutRule', { Name: 'bench', EventPattern: '{"source":["bench"]}' })
  await caller.must('PutTargets', { Rule: 'bench', Targets: [{ Id: '1', Arn }] })
}
