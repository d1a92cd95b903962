import { format } from 'node:util'
import { toLogText } from './errors.mjs'
import { writeLine } from './stdio.mjs'

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

let requestId

export function setRequestId(id) {
  requestId = id
}

/** Makes the console write Lambda's text format: time, request id, level and message, between tabs. */
export function installConsole() {
  const methods = Object.fromEntries(
    LEVELS.map((level) => [
      level.toLowerCase(),
      (message, ...params) => log(level, message, ...params),
    ]),
  )
  Object.assign(globalThis.console, methods, { log: methods.info })
}

export function logError(title, error) {
  log('ERROR', title, toLogText(error))
}

export function logWarning(message) {
  log('WARN', message)
}

function log(level, message, ...params) {
  const text = format(message, ...params).replaceAll('\n', '\r')
  writeLine(`${new Date().toISOString()}\t${requestId}\t${level}\t${text}`)
}
