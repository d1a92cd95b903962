import type { IncomingMessage } from 'node:http'
import {
  accept,
  type Exchange,
  headerOf,
  type Route,
  refuse,
  sendJson,
} from '../runtime-api/api-server.ts'
import { readBody } from '../runtime-api/read-body.ts'
import { Refusal } from '../runtime-api/refusal.ts'
import type { ExtensionRegister } from './extension-register.ts'
import type { ExtensionSession } from './extension-session.ts'

const NAME = 'lambda-extension-name'
const IDENTIFIER = 'lambda-extension-identifier'
const ERROR_TYPE = 'lambda-extension-function-error-type'
const FEATURES = 'lambda-extension-accept-feature'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** A list of events and no more. */
const LARGEST_BODY = 65_536

/** What a registration is told of its function. */
export type ExtendedFunction = {
  readonly functionName: string
  readonly functionVersion: string
  readonly handler: string
  readonly accountId: string
}

/**
 * The Lambda Extensions API, version 2020-01-01. The APIs for logs and telemetry answer that they are not
 * supported, as AWS's runtime interface emulator does, so that extensions go on without them.
 */
export function extensionRoutes(
  register: ExtensionRegister,
  told: ExtendedFunction,
  uuid: () => string,
): Route[] {
  const at = (rest: string) => new RegExp(`^/2020-01-01/extension/${rest}$`)
  const failing =
    (take: (session: ExtensionSession, errorType: string) => Refusal | undefined) =>
    ({ request, response }: Exchange) => {
      request.resume()
      const refusal = failed(register, request, take)
      if (refusal === undefined) accept(response)
      else refuse(response, refusal)
    }
  return [
    {
      method: 'POST',
      path: at('register'),
      handle: (exchange) => handleRegister(exchange, register, told),
    },
    {
      method: 'GET',
      path: at('event/next'),
      handle: (exchange) => handleNext(exchange, register, uuid),
    },
    {
      method: 'POST',
      path: at('init/error'),
      handle: failing((session, type) => session.initError(type)),
    },
    {
      method: 'POST',
      path: at('exit/error'),
      handle: failing((session, type) => session.exitError(type)),
    },
    notSupported(/^\/2020-08-15\/logs$/, 'Logs'),
    notSupported(/^\/2022-07-01\/telemetry$/, 'Telemetry'),
  ]
}

function notSupported(path: RegExp, what: string): Route {
  const body = {
    errorMessage: `${what} API is not supported`,
    errorType: `${what}.NotSupported`,
  }
  const handle = ({ request, response }: Exchange) => {
    request.resume()
    sendJson(response, 202, body)
  }
  return { method: 'PUT', path, handle }
}

async function handleRegister(
  { request, response }: Exchange,
  register: ExtensionRegister,
  { accountId, ...told }: ExtendedFunction,
): Promise<void> {
  const body = await readBody(request, LARGEST_BODY)
  if (body === 'aborted') return
  const name = headerOf(request, NAME) ?? ''
  if (name === '')
    return refuse(response, forbidden('InvalidExtensionName', 'Empty extension name'))
  const events = body === 'too-large' ? 'the request is too large' : parseEvents(body.toString())
  if (typeof events === 'string') {
    return refuse(response, new Refusal(403, 'InvalidRequestFormat', events))
  }
  const session = register.register(name, events)
  if (session instanceof Refusal) return refuse(response, session)
  const features = (headerOf(request, FEATURES) ?? '').split(',').map((one) => one.trim())
  const answer = { ...(features.includes('accountId') && { accountId }), ...told }
  sendJson(response, 200, answer, { 'Lambda-Extension-Identifier': session.id })
}

/** @returns what is wrong with it, as text. */
function parseEvents(text: string): readonly unknown[] | string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return 'a JSON object is wanted'
    const { events = [], configurationKeys }: { events?: unknown; configurationKeys?: unknown } =
      value
    if (Array.isArray(configurationKeys) && configurationKeys.length > 0) {
      return 'configurationKeys are deprecated; use environment variables instead'
    }
    return Array.isArray(events) ? events : 'events is a list'
  } catch (error) {
    return error instanceof Error ? error.message : 'no JSON'
  }
}

async function handleNext(
  { request, response }: Exchange,
  register: ExtensionRegister,
  uuid: () => string,
): Promise<void> {
  const id = identifierOf(request)
  if (id instanceof Refusal) return refuse(response, id)
  const session = register.find(id)
  const event = await (session?.next() ??
    forbidden('UnknownExtensionIdentifier', `Unknown extension ${id}`))
  if (event instanceof Refusal) refuse(response, event)
  else sendJson(response, 200, event, { 'Lambda-Extension-Event-Identifier': uuid() })
}

function failed(
  register: ExtensionRegister,
  request: IncomingMessage,
  take: (session: ExtensionSession, errorType: string) => Refusal | undefined,
): Refusal | undefined {
  const id = identifierOf(request)
  if (id instanceof Refusal) return id
  const errorType = headerOf(request, ERROR_TYPE) ?? ''
  if (errorType === '') {
    return forbidden('MissingHeader', 'Lambda-Extension-Function-Error-Type not found')
  }
  const session = register.find(id)
  if (session !== undefined) return take(session, errorType)
  return forbidden('UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier')
}

function identifierOf(request: IncomingMessage): string | Refusal {
  const id = headerOf(request, IDENTIFIER) ?? ''
  if (id === '') {
    return forbidden('MissingExtensionIdentifier', 'Missing Lambda-Extension-Identifier header')
  }
  if (!UUID.test(id)) {
    return forbidden('InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier')
  }
  return id
}

function forbidden(type: string, message: string): Refusal {
  return new Refusal(403, `Extension.${type}`, message)
}
