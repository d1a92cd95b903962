import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../../src/domain/faults.ts'
import { startFakeEmulator } from '../../support/execution/fake-emulator.ts'
import { aConfiguration, answerOf, startExecutor } from '../../support/execution/start-executor.ts'

const anImage = (uri: string, changes: Parameters<typeof aConfiguration>[0] = {}) =>
  aConfiguration({ runtime: '', handler: '', code: { kind: 'image', uri }, ...changes })

describe('a function of an image', () => {
  it('is posted to the emulator in its container', async () => {
    await using functions = startExecutor()
    using container = await startFakeEmulator((_seen, response) => void response.end('{"ok":1}'))
    const result = await functions.call(
      anImage(`${container.uri}/`),
      { a: 1 },
      {
        requestId: 'r-1',
        clientContext: '{"custom":{}}',
        traceHeader: 'Root=1-2-3',
      },
    )
    expect(answerOf(result)).toEqual({ ok: 1 })
    expect(result.error).toBeUndefined()
    expect(container.seen).toEqual([
      {
        method: 'POST',
        path: '/2015-03-31/functions/function/invocations',
        body: '{"a":1}',
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'x-amz-client-context': Buffer.from('{"custom":{}}').toString('base64'),
          'x-amzn-trace-id': 'Root=1-2-3',
        }),
      },
    ])
    const messages = (await functions.logged()).map(({ message }) => message)
    expect(messages).toEqual([
      'START RequestId: r-1 Version: $LATEST\n',
      'END RequestId: r-1\n',
      expect.stringMatching(/^REPORT RequestId: r-1\tDuration: [\d.]+ ms\t.*\t\n$/),
    ])
    expect(functions.executor.environments()).toEqual({ busy: 0, idle: 0 })
  })

  it('fails when its answer is what a runtime posts as an error', async () => {
    await using functions = startExecutor()
    const body = '{"errorMessage":"no","errorType":"ValueError","stackTrace":[]}'
    using container = await startFakeEmulator((_seen, response) => void response.end(body))
    const result = await functions.call(anImage(container.uri))
    expect(result.payload).toBe(body)
    expect(result.error).toEqual({ type: 'ValueError', message: 'no' })
  })

  it.each([
    ['its runtime has ended', 502, '', /: the runtime has ended$/],
    ['it cannot take an invocation', 400, '', /: the container answered 400$/],
    ['it answers something else', 302, '', /: the container answered 302$/],
  ])('fails when %s', async (_why, status, body, message) => {
    await using functions = startExecutor()
    using container = await startFakeEmulator((_seen, response) => {
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end(body)
    })
    const { error } = await functions.call(anImage(container.uri), {}, { requestId: 'r-1' })
    expect(error?.type).toBe('Runtime.ContainerError')
    expect(error?.message).toMatch(message)
    expect(error?.message).toMatch(/^RequestId: r-1 Error: http:/)
    const report = (await functions.logged()).at(-1)?.message
    expect(report).toMatch(/\tStatus: error\tError Type: Runtime.ContainerError\n$/)
  })

  it('fails when nobody is there', async () => {
    await using functions = startExecutor()
    const container = await startFakeEmulator(() => {})
    container[Symbol.dispose]()
    const { error } = await functions.call(anImage(container.uri), {}, { requestId: 'r-1' })
    expect(error?.message).toBe(
      `RequestId: r-1 Error: ${container.uri} cannot be reached (ECONNREFUSED)`,
    )
  })

  it.each(['http://169.254.169.254', 'http://[fe80::1]:80'])('never calls %s', async (uri) => {
    await using functions = startExecutor()
    const { error } = await functions.call(anImage(uri))
    expect(error?.message).toMatch(/link-local addresses are refused\)$/)
  })

  it.each([
    ['by its own limit', () => {}],
    [
      'by the limit of the emulator',
      (_seen: unknown, response: { end(text: string): unknown }) =>
        void response.end('Task timed out after 300.00 seconds'),
    ],
  ])('times out %s', async (_how, answer) => {
    await using functions = startExecutor()
    using container = await startFakeEmulator(answer)
    const configuration = anImage(container.uri, { timeoutSeconds: 0.5 })
    const result = await functions.call(configuration, {}, { requestId: 'r-1' })
    expect(answerOf(result)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: r-1 Error: Task timed out after 0.50 seconds',
    })
    expect(result.durationMs).toBeLessThanOrEqual(500)
    expect((await functions.logged()).at(-1)?.message).toMatch(/\tStatus: timeout\n$/)
  })

  it('answers no more than Lambda lets through', async () => {
    await using functions = startExecutor()
    using container = await startFakeEmulator((_seen, response) => {
      response.end('x'.repeat(6_291_557))
    })
    const { error } = await functions.call(anImage(container.uri))
    expect(error?.type).toBe('Function.ResponseSizeTooLarge')
  })

  it('is called once at a time, whatever shares its container, and delays nobody else', async () => {
    await using functions = startExecutor({ maxEnvironments: 1 })
    const waiting: (() => void)[] = []
    using container = await startFakeEmulator((_seen, response) => {
      waiting.push(() => response.end('1'))
    })
    const names = ['a', 'b', 'a']
    const calls = names.map((functionName) =>
      functions.call(anImage(container.uri, { functionName })),
    )
    const other = functions.define('export const handler = async () => "other"', {
      functionName: 'other',
    })
    expect(answerOf(await functions.call(other))).toBe('other')
    for (const _name of names) {
      await expect.poll(() => waiting.length).toBe(1)
      waiting.shift()?.()
    }
    await Promise.all(calls)
    expect(container.mostAtOnce()).toBe(1)
  })

  it('fails with the server that stops', async () => {
    await using functions = startExecutor()
    using container = await startFakeEmulator(() => {})
    const calls = [functions.call(anImage(container.uri)), functions.call(anImage(container.uri))]
    const outcomes = Promise.allSettled(calls)
    await expect.poll(() => container.seen.length).toBe(1)
    await functions.executor.stop()
    const rejected = { status: 'rejected', reason: expect.any(Unavailable) }
    expect(await outcomes).toEqual([rejected, rejected])
    await expect(functions.call(anImage(container.uri))).rejects.toThrow(Unavailable)
  })
})
