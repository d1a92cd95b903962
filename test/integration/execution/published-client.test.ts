import { join } from 'node:path'
import { expect, it } from 'vitest'
import { answerOf, startExecutor } from '../../support/execution/start-executor.ts'

/** Where `npm install aws-lambda-ric` was run. It compiles for minutes, so CI does without. */
const CLIENT = process.env['BUSBAR_TEST_NODE_RIC']

const HANDLER = `
exports.handler = async (event, context) => {
  console.log('a line')
  if (event.fail) throw new RangeError('too far')
  return { event, id: context.awsRequestId, name: context.functionName }
}`

it.skipIf(CLIENT === undefined)("runs a function in AWS's published Node.js client", async () => {
  await using functions = startExecutor()
  const client = join(CLIENT ?? '', 'node_modules/.bin/aws-lambda-ric')
  const files = {
    'index.js': HANDLER,
    bootstrap: `#!/bin/sh\nexec node "${client}" "$_HANDLER"\n`,
  }
  const configuration = functions.define(files, {
    runtime: 'provided.al2023',
    handler: 'index.handler',
    memorySizeMb: 512,
  })
  const first = await functions.call(configuration, { n: 1 }, { requestId: 'r-1' })
  expect(answerOf(first)).toEqual({ event: { n: 1 }, id: 'r-1', name: 'hello' })
  const failed = await functions.call(configuration, { fail: true })
  expect(failed.error).toEqual({ type: 'RangeError', message: 'too far' })
  expect((await functions.call(configuration)).initDurationMs).toBeUndefined()
  const messages = (await functions.logged()).map(({ message }) => message)
  expect(messages).toContainEqual(expect.stringMatching(/^\d{4}-.*Z\tr-1\tINFO\ta line\n$/))
})
