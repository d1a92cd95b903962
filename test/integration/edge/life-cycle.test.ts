import { Agent, request as httpRequest } from 'node:http'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { defineOperation } from '../../../src/operations/operation.ts'
import { structure } from '../../../src/operations/schema.ts'
import { rawExchange } from './raw-exchange.ts'
import { SESSION_TOKEN, startEdge } from './start-edge.ts'

const headers = { 'X-Amz-Target': 'AWSEvents.DescribeRule' }
const describeRule = (url: string) => fetch(url, { method: 'POST', headers, body: '{"Name":"a"}' })

/** An operation that answers when it is told to. */
function aSlowOperation() {
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const operation = defineOperation({
    service: 'events',
    name: 'DescribeRule',
    input: structure('DescribeRuleRequest', {}),
    async handle() {
      started.resolve()
      await finish.promise
      return { Name: 'slow' }
    },
  })
  return { operation, started: started.promise, finish: finish.resolve }
}

it('answers 503 until it is ready, and its own routes all the same', async () => {
  let isReady = false
  await using edge = await startEdge({ isReady: () => isReady })
  const early = await describeRule(edge.url)
  expect(early.status).toBe(503)
  expect(await early.json()).toMatchObject({ __type: 'ServiceUnavailable' })
  expect((await fetch(`${edge.url}/2015-03-31/functions`)).status).toBe(503)
  expect((await fetch(`${edge.url}/health`)).status).toBe(503)
  expect((await fetch(`${edge.url}/_busbar/health`)).status).toBe(200)

  isReady = true
  expect((await describeRule(edge.url)).status).toBe(200)
})

it('lets running requests end when it stops, and takes no new ones', async () => {
  const slow = aSlowOperation()
  const edge = await startEdge({ operations: [slow.operation] })
  const answer = fetch(edge.url, { method: 'POST', headers, body: '{}' })
  await slow.started

  const stopped = edge.stop()
  const refused = await describeRule(edge.url)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('connection')).toBe('close')
  slow.finish()
  expect(await (await answer).json()).toEqual({ Name: 'slow' })
  await stopped
  await expect(fetch(edge.url)).rejects.toThrow()
})

it('serves functions that run while it stops, until the last has ended', async () => {
  const edge = await startEdge()
  const ended = Promise.withResolvers<void>()
  const ask = (token: string) =>
    fetch(edge.url, {
      method: 'POST',
      headers: { ...headers, 'X-Amz-Security-Token': token },
      body: '{"Name":"a"}',
    })
  const stopped = edge.stop(ended.promise)
  expect((await ask(SESSION_TOKEN)).status).toBe(200)
  expect((await ask('another')).status).toBe(503)
  expect((await fetch(`${edge.url}/_busbar/health`)).status).toBe(200)
  expect((await fetch(`${edge.url}/_busbar/items/1`, { method: 'POST' })).status).toBe(503)
  ended.resolve()
  await stopped
  await expect(ask(SESSION_TOKEN)).rejects.toThrow()
})

it('ends open connections with the answer that they wait for', async () => {
  const slow = aSlowOperation()
  const edge = await startEdge({ operations: [slow.operation] })
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSEvents.DescribeRule\r\n'
  const text = rawExchange(edge.port, [`${head}Content-Length: 2\r\n\r\n{}`])
  await slow.started

  const stopped = edge.stop()
  slow.finish()
  await stopped
  expect(await text).toContain('HTTP/1.1 200 OK')
  expect(await text).toContain('Connection: close')
})

it('does not wait for connections that ask nothing', async () => {
  const edge = await startEdge()
  const silent = rawExchange(edge.port, [])
  const agent = new Agent({ keepAlive: true })
  await new Promise((resolve) => {
    httpRequest(edge.url, { agent }, (response) => response.resume().on('end', resolve)).end()
  })
  await edge.stop()
  expect(await silent).toBe('')
  agent.destroy()
})

it('says so when the port is taken', async () => {
  await using edge = await startEdge()
  const other = createServer()
  const failed = new Promise((_resolve, reject) => {
    other.once('error', reject).listen(edge.port, '127.0.0.1')
  })
  await expect(failed).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
