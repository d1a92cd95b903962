'use strict'

const { format } = require('node:util')
const { toError, toLogText } = require('./errors.cjs')
const { writeLine } = require('./stdio.cjs')

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

let requestId
let toLine = toTextLine
let logsJson = false

function setRequestId(id) {
  requestId = id
}

/** Makes the console write Lambda's text format: time, request id, level and message, between tabs. */
function installConsole() {
  const methods = Object.fromEntries(LEVELS.map((level) => [level.toLowerCase(), writer(level)]))
  Object.assign(globalThis.console, methods, { log: methods.info })
}

/** As the function asked for; a spare has its console before it knows its function. */
function configureConsole({ AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL }) {
  logsJson = AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON'
  toLine = logsJson ? toJsonLine : toTextLine
  const least = LEVELS.indexOf(AWS_LAMBDA_LOG_LEVEL?.toUpperCase())
  if (least < 0) return
  const silenced = LEVELS.slice(0, least).map((level) => [level.toLowerCase(), () => {}])
  const methods = Object.fromEntries(silenced)
  Object.assign(globalThis.console, methods, methods.info && { log: methods.info })
}

function logError(title, error) {
  if (logsJson) console.error(toError(error))
  else log('ERROR', title, toLogText(error))
}

function logWarning(message) {
  log('WARN', message)
}

function writer(level) {
  return (message, ...params) => log(level, message, ...params)
}

function log(level, message, ...params) {
  writeLine(toLine(level, new Date().toISOString(), message, ...params))
}

function toTextLine(level, timestamp, message, ...params) {
  const text = format(message, ...params).replaceAll('\n', '\r')
  return `${timestamp}\t${requestId}\t${level}\t${text}`
}

/** One value is the message as it is; several are put into words, and an error among them beside these. */
function toJsonLine(level, timestamp, ...params) {
  const line = { timestamp, level, requestId }
  if (params.length > 1) {
    const error = params.find((param) => param instanceof Error)
    return JSON.stringify({ ...line, message: format(...params), ...(error && describe(error)) })
  }
  try {
    return JSON.stringify({ ...line, message: params[0] }, withErrors)
  } catch {
    // It holds itself, or something else that JSON cannot say.
    return JSON.stringify({ ...line, message: format(params[0]) })
  }
}

function withErrors(_key, value) {
  return value instanceof Error ? { ...describe(value), ...value } : value
}

function describe(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  }
}

module.exports = { setRequestId, installConsole, configureConsole, logError, logWarning }
