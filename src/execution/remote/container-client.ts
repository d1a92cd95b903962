import { lookup as resolve } from 'node:dns'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { request as httpRequest } from '../../platform/node-http.ts'
import { type AnswerBody, toAnswerBody } from '../answer-body.ts'
import { MAX_RESPONSE_BYTES } from '../error-payloads.ts'

const PATH = '/2015-03-31/functions/function/invocations'

export type ContainerAnswer =
  | { readonly type: 'answered'; readonly status: number; readonly body: AnswerBody }
  | { readonly type: 'too-large' }
  | { readonly type: 'unreachable'; readonly reason: string }
  | { readonly type: 'aborted' }

export type ContainerCall = {
  readonly url: string
  readonly payload: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Posts an event to the runtime interface emulator in a container. Follows nothing, and never rejects. */
export function callContainer({ url, payload, headers, signal }: ContainerCall) {
  const target = new URL(url.replace(/\/*$/, PATH))
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise<ContainerAnswer>((finish) => {
    const fail = (error: Error) =>
      finish(
        signal.aborted ? { type: 'aborted' } : { type: 'unreachable', reason: reasonOf(error) },
      )
    if (isForbidden(target.hostname.replace(/^\[|\]$/g, ''))) return fail(new Forbidden())
    const call = send(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      // The container may have been started anew since the last call.
      agent: false,
      lookup: lookupSafely,
      signal,
    })
    call.on('error', fail)
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length <= MAX_RESPONSE_BYTES) return chunks.push(chunk)
        finish({ type: 'too-large' })
        return call.destroy()
      })
      response.on('error', fail)
      response.on('end', () => {
        const body = toAnswerBody(Buffer.concat(chunks))
        finish({ type: 'answered', status: response.statusCode ?? 0, body })
      })
    })
    call.end(payload)
  })
}

/** Where clouds keep the credentials of their machines; no container is there. */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')

class Forbidden extends Error {
  constructor() {
    super('link-local addresses are refused')
  }
}

function isForbidden(host: string): boolean {
  const family = isIP(host)
  return family !== 0 && forbidden.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

const lookupSafely: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    if (addresses.some(({ address }) => isForbidden(address))) {
      return callback(new Forbidden(), '')
    }
    const [first] = addresses
    if (options.all === true) return callback(null, addresses)
    return callback(null, first?.address ?? '', first?.family)
  })
}

function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
