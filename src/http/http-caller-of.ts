import type { IncomingMessage } from 'node:http'
import type { HttpCaller } from '../domain/http-event/http-caller.ts'
import { readCredential, scopeOf } from '../protocol/credential-scope.ts'
import { isRefusal } from '../protocol/sigv4/signed-request.ts'
import { incompleteSignature, signatureRefused, type WireError } from '../protocol/wire-errors.ts'
import { headOf } from './authenticate.ts'
import type { Edge } from './exchange.ts'

/**
 * Who signed a request to a front door of functions. Where callers are taken on trust, so is a signature here.
 *
 * @param service - what it must be signed for: `lambda` for function URLs, `execute-api` for routes.
 * @returns `undefined` when nobody did.
 */
export function httpCallerOf(
  edge: Edge,
  request: IncomingMessage,
  body: Uint8Array,
  service: 'lambda' | 'execute-api',
): HttpCaller | WireError | undefined {
  const { isRequired, verifier, wallClock } = edge.authentication
  if (!isRequired) return trustedCaller(edge, request)
  const verdict = verifier.verify(headOf(request), body, service, wallClock())
  if (isRefusal(verdict)) {
    const isUnsigned = verdict.refused === 'missing-authentication-token'
    return isUnsigned ? undefined : signatureRefused('lambda', verdict)
  }
  return { accessKey: verdict.key.accessKeyId, account: verdict.key.account }
}

function trustedCaller(
  { defaultAccount }: Edge,
  { headers, url = '/' }: IncomingMessage,
): HttpCaller | WireError | undefined {
  const credential = readCredential(headers, url)
  if (credential === undefined) return undefined
  if ('problem' in credential) return incompleteSignature('lambda', credential.problem)
  return { accessKey: credential.accessKey, account: scopeOf(credential, defaultAccount).account }
}
