'use strict'

/**
 * The ways of a non-streaming handler to say that it is done: its callback and three methods of the
 * context. The first one that works counts.
 *
 * @param invocation.succeed - may throw when the result cannot be told; then nothing has happened yet.
 */
function createCompletion({ succeed, fail, whenDrained }) {
  let isFinished = false

  const finish = (error, result) => {
    if (error === undefined || error === null) succeed(result)
    else fail(error)
  }
  const done = (error, result) => {
    if (isFinished) return
    finish(error, result)
    isFinished = true
  }
  const completion = {
    waitsForEmptyEventLoop: true,
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? 'handled'),
    done,
    callback(error, result) {
      if (isFinished) return
      const isSuccess = error === undefined || error === null
      if (isSuccess && completion.waitsForEmptyEventLoop) whenDrained(() => succeed(result))
      else finish(error, result)
      isFinished = true
    },
  }
  return completion
}

let functionFacts

/** What is the same in all invocations; asking the environment each time would cost as much as a short handler. */
function factsOfFunction() {
  functionFacts ??= {
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  }
  return functionFacts
}

/** The context of a handler that may call back, with the ways to end its invocation. */
function createContext(invocation, completion) {
  const { succeed, fail, done } = completion
  return {
    succeed,
    fail,
    done,
    ...contextFacts(invocation),
    // Last: an object that grows behind an accessor takes V8 four times as long to make.
    get callbackWaitsForEmptyEventLoop() {
      return completion.waitsForEmptyEventLoop
    },
    set callbackWaitsForEmptyEventLoop(value) {
      completion.waitsForEmptyEventLoop = value
    },
  }
}

/** What every handler's context tells about its function and this invocation. */
function contextFacts({ requestId, invokedArn, clientContext, remainingMs }) {
  const deadline = performance.now() + remainingMs
  return {
    ...factsOfFunction(),
    clientContext: parseClientContext(clientContext),
    identity: undefined,
    invokedFunctionArn: invokedArn,
    awsRequestId: requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => Math.round(deadline - performance.now()),
  }
}

function parseClientContext(text) {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`Cannot parse ClientContext as json: ${error}`)
  }
}

module.exports = { createCompletion, createContext, contextFacts }
