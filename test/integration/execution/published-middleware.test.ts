import { expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

const at = (name: string) => JSON.stringify(import.meta.resolve(name))

it('runs a handler behind @middy/core', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    import middy from ${at('@middy/core')}
    export const handler = middy()
      .use({
        before: (request) => { request.event.seen = ['before'] },
        after: (request) => { request.response.seen.push('after') },
        onError: (request) => { request.response = { failed: request.error.message } },
      })
      .handler(async (event, context) => {
        if (event.fail) throw new Error('inside')
        return { seen: [...event.seen, context.functionName] }
      })`)
  expect(answerOf(await functions.call(configuration))).toEqual({
    seen: ['before', 'hello', 'after'],
  })
  expect(answerOf(await functions.call(configuration, { fail: true }))).toEqual({
    failed: 'inside',
  })
})

it('runs an Express app behind serverless-http', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    import express from ${at('express')}
    import serverless from ${at('serverless-http')}
    const app = express()
    app.use(express.json())
    app.post('/greet/:name', (request, response) => {
      response.status(201).json({ hello: request.params.name, body: request.body })
    })
    export const handler = serverless(app)`)
  const event = {
    version: '2.0',
    rawPath: '/greet/ada',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/greet/ada' } },
    body: '{"n":1}',
    isBase64Encoded: false,
  }
  const answer = Object(answerOf(await functions.call(configuration, event)))
  expect(answer).toMatchObject({ statusCode: 201, isBase64Encoded: false })
  expect(JSON.parse(answer.body)).toEqual({ hello: 'ada', body: { n: 1 } })
})
