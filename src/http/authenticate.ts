import type { IncomingMessage } from 'node:http'
import type { Millis, Scope } from '../domain/scope.ts'
import { isRefusal, type SignedHead } from '../protocol/sigv4/signed-request.ts'
import type { Verifier } from '../protocol/sigv4/verifier.ts'
import { signatureRefused, type WireError, type WireService } from '../protocol/wire-errors.ts'

export type Authentication = {
  /** Whether every request to an API must be signed; otherwise credentials are taken on trust. */
  readonly isRequired: boolean
  /** Always there: a function URL may want signatures where nothing else does. */
  readonly verifier: Verifier
  /** The real time of day. */
  wallClock(): Millis
}

/**
 * Who signed a request, by all that its head tells: nobody else has a body read.
 * The signature itself is checked by `signatureError`, once the body is here.
 */
export function identify(
  { verifier, wallClock }: Authentication,
  request: IncomingMessage,
  service: WireService,
): Scope | WireError {
  const identity = verifier.identify(headOf(request), service, wallClock())
  if (isRefusal(identity)) return signatureRefused(service, identity)
  return { account: identity.key.account, region: identity.region }
}

/** What is wrong with the signature of a request, if it must have one. */
export function signatureError(
  { isRequired, verifier, wallClock }: Authentication,
  request: IncomingMessage,
  service: WireService,
  body: Uint8Array,
): WireError | undefined {
  if (!isRequired) return undefined
  const verdict = verifier.verify(headOf(request), body, service, wallClock())
  return isRefusal(verdict) ? signatureRefused(service, verdict) : undefined
}

/** The request as it came: Express cuts the front off `url` for its routers. */
export function headOf(request: IncomingMessage & { originalUrl?: string }): SignedHead {
  const { method = '', url = '', originalUrl = url, rawHeaders } = request
  return { method, url: originalUrl, rawHeaders }
}
