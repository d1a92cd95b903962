'use strict'

const { contextFacts, createCompletion, createContext } = require('./context.cjs')
const { JSONStringifyError, NodeJsExit } = require('./errors.cjs')
const { isAsync, takesCallbacks } = require('./handler-style.cjs')
const { logError, logWarning } = require('./lambda-console.cjs')
const { createResponseStream } = require('./response-stream.cjs')

/**
 * Calls a handler once that may call back.
 *
 * @param outcome.succeed - takes the result as JSON text. @param outcome.fail - takes what was thrown.
 * @param whenDrained - sets what happens once nothing keeps the event loop busy any more.
 */
function invokeHandler(handler, invocation, { succeed, fail }, whenDrained) {
  const failLoudly = (error) => {
    logError('Invoke Error', error)
    fail(error)
  }
  const completion = createCompletion({
    succeed: (result) => succeed(toJson(result)),
    fail: failLoudly,
    whenDrained,
  })

  // A handler that promised an answer and has nothing left that could give it has failed. One that
  // only forgot its callback has succeeded with nothing.
  whenDrained(isAsync(handler) ? () => failLoudly(new NodeJsExit()) : () => succeed('null'))
  try {
    const context = createContext(invocation, completion)
    const result = handler(JSON.parse(invocation.payload), context, completion.callback)
    if (isPromise(result)) result.then(completion.succeed, completion.fail).catch(completion.fail)
  } catch (error) {
    completion.callback(error)
  }
}

/** Calls a handler once that answers with what it returns. @param outcome - as for invokeHandler. */
function invokeReturningHandler(handler, invocation, { succeed, fail }, whenDrained) {
  const failLoudly = (error) => {
    logError('Invoke Error', error)
    fail(error)
  }
  const succeedWith = (result) => succeed(toJson(result, JSONStringifyError))

  whenDrained(() => failLoudly(new NodeJsExit()))
  try {
    const result = handler(JSON.parse(invocation.payload), contextFacts(invocation))
    if (isPromise(result)) Promise.resolve(result).then(succeedWith).catch(failLoudly)
    else succeedWith(result)
  } catch (error) {
    failLoudly(error)
  }
}

/** Calls a streaming handler once; it answers when it has ended its stream and its promise is fulfilled. */
async function invokeStreamingHandler(handler, invocation, outcome, whenDrained) {
  const { succeed, fail } = outcome
  const stream = createResponseStream(handler, outcome)
  const failLoudly = (error) => {
    logError('Invoke Error', error)
    fail(error)
  }
  whenDrained(() => failLoudly(new NodeJsExit()))
  try {
    const waits = takesCallbacks() ? { callbackWaitsForEmptyEventLoop: true } : undefined
    const context = { ...waits, ...contextFacts(invocation) }
    const result = handler(JSON.parse(invocation.payload), stream, context)
    if (!isPromise(result)) throw 'Streaming does not support non-async handlers.'
    if ((await result) !== undefined) logWarning('Streaming handlers ignore return values.')

    whenDrained(() => failLoudly('Response stream is not finished.'))
    await finished(stream)
    succeed(stream.text(), stream.size)
  } catch (error) {
    failLoudly(error)
  }
}

function finished(stream) {
  return new Promise((resolve, reject) => {
    if (stream.writableFinished) return resolve()
    if (stream.destroyed) return reject(new Error('Response stream is not finished.'))
    stream.once('finish', resolve).once('error', reject)
  })
}

function toJson(result, ErrorType = Error) {
  try {
    // A function or a symbol has no JSON at all.
    return JSON.stringify(result === undefined ? null : result) ?? 'null'
  } catch {
    throw new ErrorType('Unable to stringify response body')
  }
}

function isPromise(value) {
  return typeof value?.then === 'function'
}

module.exports = { invokeHandler, invokeReturningHandler, invokeStreamingHandler }
