/** What a signature covers, except the body: a request as it came, before anything has been decoded. */
export type SignedHead = {
  readonly method: string
  /** The request target: path and query, still encoded. */
  readonly url: string
  /** Names and values in turn, as `node:http` has them. */
  readonly rawHeaders: readonly string[]
}

export type SigningKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Twelve digits: whose resources the key opens. */
  readonly account: string
  /** Whether it belongs to a function of this server. */
  readonly isFunction: boolean
}

/** Who signed, once the signature has been found good. */
export type Identity = {
  readonly key: SigningKey
  readonly region: string
}

/** Why a request is refused, in AWS's words; what the error is called depends on the service. */
export type Refusal = {
  readonly refused:
    | 'missing-authentication-token'
    | 'incomplete-signature'
    | 'unrecognized-client'
    | 'invalid-signature'
  readonly message: string
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value
}

export function incomplete(message: string): Refusal {
  return { refused: 'incomplete-signature', message }
}

export function invalid(message: string): Refusal {
  return { refused: 'invalid-signature', message }
}

/** The values of each header by its name in lower case, in the order in which they came. */
export type Headers = ReadonlyMap<string, readonly string[]>

export function collectHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Map<string, string[]>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  return headers
}
