'use strict'

const { CallbackHandlerDeprecated } = require('./errors.cjs')
const { logWarning } = require('./lambda-console.cjs')
const { isStreaming } = require('./response-stream.cjs')

const FIRST_WITHOUT_CALLBACKS = 24

/** Whether handlers of this runtime may call back; from Node.js 24 on AWS's give an answer by returning it. */
function takesCallbacks() {
  const [, major] = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '') ?? []
  return Number(major) < FIRST_WITHOUT_CALLBACKS
}

/**
 * AWS's clients know a handler that calls back by the number of its parameters
 * (src/WarningForCallbackHandlers.js, since Node.js 24 src/function/callback-deprecation.ts).
 */
function checkHandlerStyle(handler) {
  if (handler.length < 3 || isStreaming(handler)) return
  if (!takesCallbacks()) throw new CallbackHandlerDeprecated()
  const isSilent = process.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING !== undefined
  if (handler.length > 3 || isAsync(handler) || isSilent) return
  logWarning(
    'AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.',
  )
}

function isAsync(handler) {
  return handler.constructor?.name === 'AsyncFunction'
}

module.exports = { takesCallbacks, checkHandlerStyle, isAsync }
