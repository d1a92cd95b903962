/**
 * The ways of a non-streaming handler to say that it is done: its callback and three methods of the
 * context. The first one that works counts.
 *
 * @param invocation.succeed - may throw when the result cannot be told; then nothing has happened yet.
 */
export function createCompletion({ succeed, fail, whenDrained }) {
  let waitsForEmptyEventLoop = true
  let isFinished = false

  const once = (work) => (error, result) => {
    if (isFinished) return
    work(error, result)
    isFinished = true
  }
  const finish = (error, result) => {
    if (error === undefined || error === null) succeed(result)
    else fail(error)
  }

  const done = once(finish)
  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyEventLoop
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyEventLoop = value
    },
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? 'handled'),
    done,
  }
  const callback = once((error, result) => {
    const isSuccess = error === undefined || error === null
    if (isSuccess && waitsForEmptyEventLoop) whenDrained(() => succeed(result))
    else finish(error, result)
  })
  return { callback, context }
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

/** What every handler's context tells about its function and this invocation. */
export function contextFacts({ requestId, invokedArn, clientContext, remainingMs }) {
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
