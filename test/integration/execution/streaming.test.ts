import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ResponseSink } from '../../../src/execution/executor.ts'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'
import { until } from '../../support/execution/until.ts'

/** A reader of a response that says when it has read a piece. */
function aReader(limitBytes = 100_000_000) {
  const pieces: { readonly bytes: Buffer; readonly read: () => void }[] = []
  const types: string[] = []
  let isFast = false
  const sink: ResponseSink = {
    limitBytes,
    begin: (contentType) => void types.push(contentType),
    write: (bytes) =>
      new Promise((read) => {
        pieces.push({ bytes: Buffer.from(bytes), read })
        if (isFast) read()
      }),
  }
  return {
    sink,
    types,
    texts: () => pieces.map(({ bytes }) => bytes.toString()),
    size: () => pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    readOn() {
      isFast = true
      for (const { read } of pieces) read()
    },
  }
}

const streaming = (body: string) =>
  `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} })`

describe('a streaming handler', () => {
  it('is read while it writes, and says what it writes', async () => {
    await using functions = startExecutor()
    const source = `
      stream.setContentType('text/plain')
      stream.write('one')
      while (!fs.existsSync(event.go)) await new Promise((again) => setTimeout(again, 5))
      stream.end({ two: 2 })`
    const configuration = functions.define(`import fs from 'node:fs'\n${streaming(source)}`)
    const reader = aReader()
    reader.readOn()
    const go = join(functions.root, 'go')
    const running = functions.call(configuration, { go }, { response: reader.sink })
    await until('the first piece', () => reader.texts().includes('one'))
    writeFileSync(go, '')
    expect(await running).toMatchObject({ payload: '', executedVersion: '$LATEST' })
    expect(reader.texts()).toEqual(['one', '{"two":2}'])
    expect(reader.types).toEqual(['text/plain'])
  })

  it('waits for a reader that is slow', async () => {
    await using functions = startExecutor()
    const source = `
      const chunk = Buffer.alloc(100_000)
      for (let at = 0; at < 100; at++) {
        if (!stream.write(chunk)) await new Promise((go) => stream.once('drain', go))
      }
      stream.end()`
    const configuration = functions.define(streaming(source))
    const reader = aReader()
    const running = functions.call(configuration, {}, { response: reader.sink })
    await until('a full window', () => reader.size() >= 1_000_000)
    // Its window is full: as long as nobody reads, an answer of another function changes nothing.
    const other = functions.define('export const handler = async () => 1', {
      functionName: 'other',
    })
    expect(answerOf(await functions.call(other))).toBe(1)
    expect(reader.size()).toBeLessThan(1_500_000)
    reader.readOn()
    expect((await running).error).toBeUndefined()
    expect(reader.size()).toBe(10_000_000)
  })

  it('may write no more than its reader takes', async () => {
    await using functions = startExecutor()
    const configuration = functions.define(
      streaming(`stream.write('x'.repeat(60)); stream.end('x'.repeat(60))`),
    )
    const reader = aReader(100)
    reader.readOn()
    const { error } = await functions.call(configuration, {}, { response: reader.sink })
    expect(error?.type).toBe('Function.ResponseSizeTooLarge')
    expect(reader.size()).toBe(60)
  })

  it('has what it writes after its end in no other response', async () => {
    await using functions = startExecutor()
    const source = `
      if (event.fail) {
        setTimeout(() => stream.write('late'), 20)
        stream.write('first')
        throw new Error('no')
      }
      await new Promise((go) => setTimeout(go, 60))
      stream.end('second')`
    const configuration = functions.define(streaming(source))
    const [first, second] = [aReader(), aReader()]
    for (const reader of [first, second]) reader.readOn()
    const { error } = await functions.call(configuration, { fail: true }, { response: first.sink })
    expect(error?.message).toBe('no')
    await functions.call(configuration, {}, { response: second.sink })
    expect([first.texts(), second.texts()]).toEqual([['first'], ['second']])
  })

  it('never says that it begins when it does not write', async () => {
    await using functions = startExecutor()
    const reader = aReader()
    const plain = functions.define('export const handler = async () => 1')
    const { payload } = await functions.call(plain, {}, { response: reader.sink })
    expect([payload, reader.types]).toEqual(['1', []])
  })
})

/** A runtime that streams its answers, by the words of the event. */
const RUNTIME = `#!${process.execPath}
const http = require('node:http')
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':')
const base = '/2018-06-01/runtime/invocation'
const error = { errorType: 'Mine', errorMessage: 'late' }
function ask(method, path, headers, write) {
  return new Promise((resolve) => {
    const call = http.request({ hostname, port, method, path: base + path, headers }, async (got) => {
      resolve({ id: got.headers['lambda-runtime-aws-request-id'], text: (await got.toArray()).join('') })
    })
    if (write) write(call)
    else call.end()
  })
}
async function main() {
  for (;;) {
    const { id, text } = await ask('GET', '/next')
    const { words, fails } = JSON.parse(text)
    const headers = {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Content-Type': 'text/x',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    }
    await ask('POST', '/' + id + '/response', headers, (call) => {
      for (const word of words) call.write(word)
      const body = Buffer.from(JSON.stringify(error)).toString('base64')
      if (fails) call.addTrailers({
        'Lambda-Runtime-Function-Error-Type': 'Mine',
        'Lambda-Runtime-Function-Error-Body': body,
      })
      call.end()
    })
  }
}
main()
`

describe('a runtime of its own that streams', () => {
  const PROVIDED = { runtime: 'provided.al2023', handler: 'x', memorySizeMb: 512 }

  it('is passed on as it comes, and may fail at its end', async () => {
    await using functions = startExecutor()
    const configuration = functions.define({ bootstrap: RUNTIME }, PROVIDED)
    const reader = aReader()
    reader.readOn()
    const words = ['one', 'two']
    const result = await functions.call(configuration, { words }, { response: reader.sink })
    expect(result).toMatchObject({ payload: '' })
    expect(reader.texts().join('')).toBe('onetwo')
    expect(reader.types).toEqual(['text/x'])
    const event = { words, fails: true }
    const { error } = await functions.call(configuration, event, { response: aReaderOf().sink })
    expect(error).toMatchObject({ type: 'Mine', message: 'late' })
  })

  it('is answered as a whole to a caller who does not read on', async () => {
    await using functions = startExecutor()
    const configuration = functions.define({ bootstrap: RUNTIME }, PROVIDED)
    const { payload } = await functions.call(configuration, { words: ['"one', ' two"'] })
    expect(payload).toBe('"one two"')
  })

  it('may write no more than its reader takes', async () => {
    await using functions = startExecutor()
    const configuration = functions.define({ bootstrap: RUNTIME }, PROVIDED)
    const reader = aReader(10)
    reader.readOn()
    const event = { words: ['123456', '123456'] }
    const { error } = await functions.call(configuration, event, { response: reader.sink })
    expect(error?.type).toBe('Function.ResponseSizeTooLarge')
  })
})

function aReaderOf() {
  const reader = aReader()
  reader.readOn()
  return reader
}
