import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../support/server.ts'

const PAYLOAD = JSON.stringify({ text: 'x'.repeat(1_000) })
const PATH = '/2015-03-31/functions/echo/invocations'

/** A warm synchronous invocation over one connection, beside a bare server that sends the body back. */
export async function measureHttp(rounds: number) {
  const root = mkdtempSync(join(tmpdir(), 'busbar-bench-'))
  const handlers = join(root, 'handlers')
  mkdirSync(handlers)
  writeFileSync(join(handlers, 'echo.mjs'), 'export const handler = async (event) => event')
  const measured = await compare(handlers, rounds)
  rmSync(root, { recursive: true, force: true })
  return measured
}

async function compare(handlers: string, rounds: number) {
  await using server = await startServer({ BUSBAR_FUNCTIONS: handlers })
  const bare = createServer((incoming, outgoing) => incoming.pipe(outgoing))
  await once(bare.listen(0, '127.0.0.1'), 'listening')
  const { port } = bare.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const [invocations, answers]: [number[], number[]] = [[], []]
  for (let round = -300; round < rounds; round += 1) {
    const invoked = await post(agent, server.url + PATH)
    const answered = await post(agent, `http://127.0.0.1:${port}/`)
    if (round < 0) continue
    invocations.push(invoked)
    answers.push(answered)
  }
  agent.destroy()
  bare.close()
  return { invocations, answers }
}

function post(agent: Agent, url: string): Promise<number> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200
          ? resolve(performance.now() - startedAt)
          : reject(new Error(`${url}: ${response.statusCode}`)),
      )
    })
    sending.once('error', reject)
    sending.end(PAYLOAD)
  })
}
