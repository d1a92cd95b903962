import type { IncomingMessage } from 'node:http'
import type { AdminAnswer } from '../admin/admin-route.ts'
import { isRefusal } from '../protocol/sigv4/signed-request.ts'
import { type Authentication, headOf } from './authenticate.ts'

/** The name that a request to `/_busbar` is signed for. */
const SERVICE = 'busbar'

/** @returns the refusal; `undefined` lets the request in. */
export type AdminCheck = (request: IncomingMessage, body: Uint8Array) => AdminAnswer | undefined

/**
 * Any configured key opens all of `/_busbar`, which knows no accounts. The keys of functions do not: they
 * are for the resources of their account.
 */
export function createAdminCheck({ isRequired, verifier, wallClock }: Authentication): AdminCheck {
  return (request, body) => {
    if (!isRequired) return undefined
    const verdict = verifier.verify(headOf(request), body, SERVICE, wallClock())
    if (isRefusal(verdict)) return { status: 403, body: { error: verdict.message } }
    if (!verdict.key.isFunction) return undefined
    return { status: 403, body: { error: 'The keys of functions do not open /_busbar.' } }
  }
}
