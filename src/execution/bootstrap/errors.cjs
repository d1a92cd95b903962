'use strict'

const { types } = require('node:util')

/*
 * Errors of the runtime itself, with the names and messages of AWS's Node.js runtime interface client
 * (aws/aws-lambda-nodejs-runtime-interface-client, src/Errors.js).
 */
class ImportModuleError extends Error {}
class HandlerNotFound extends Error {}
class MalformedHandlerName extends Error {}
class UserCodeSyntaxError extends Error {}
class MalformedStreamingHandler extends Error {}
class InvalidStreamingOperation extends Error {}

class CallbackHandlerDeprecated extends Error {
  constructor() {
    super(
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    )
  }
}

/** Since Node.js 24; before, it was any other error. */
class JSONStringifyError extends Error {}

class NodeJsExit extends Error {
  constructor() {
    super(
      'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
    )
  }
}

class UnhandledPromiseRejection extends Error {
  constructor(reason, promise) {
    super(typeof reason === 'symbol' ? String(reason) : reason)
    this.reason = reason
    this.promise = promise
  }
}

const runtimeErrors = {
  ImportModuleError,
  HandlerNotFound,
  MalformedHandlerName,
  UserCodeSyntaxError,
  MalformedStreamingHandler,
  InvalidStreamingOperation,
  CallbackHandlerDeprecated,
  JSONStringifyError,
  NodeJsExit,
  UnhandledPromiseRejection,
}
for (const error of Object.values(runtimeErrors)) {
  error.prototype.name = `Runtime.${error.name}`
}

/** What the caller of the function sees of an error, or of anything else that was thrown. */
function toErrorPayload(error) {
  try {
    if (types.isNativeError(error) || looksLikeError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') }
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] }
  } catch {
    // A getter of the handler's error threw, or there is nothing to call `toString` on.
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    }
  }
}

/** What was thrown, as an error; anything may be. */
function toError(thrown) {
  return thrown instanceof Error ? thrown : new Error(describe(thrown))
}

/** The text that the log shows after `Invoke Error `, own enumerable properties included. */
function toLogText(thrown) {
  const error = toError(thrown)
  try {
    return `\t${JSON.stringify(error, (_key, value) => withEnumerableProperties(value))}`
  } catch {
    // The error holds itself, or something else that JSON cannot say.
    return `\t${JSON.stringify(toErrorPayload(error))}`
  }
}

function describe(thrown) {
  try {
    return String(thrown)
  } catch {
    // An object without a prototype cannot become a string.
    return typeof thrown
  }
}

function looksLikeError(value) {
  return ['name', 'message', 'stack'].every((key) => value?.[key] && typeof value[key] === 'string')
}

function withEnumerableProperties(value) {
  if (!(value instanceof Error)) return value
  const shown = { errorType: value.name, errorMessage: value.message, code: value.code, ...value }
  if (typeof value.stack === 'string') shown.stack = value.stack.split('\n')
  return shown
}

module.exports = { ...runtimeErrors, toErrorPayload, toError, toLogText }
