import { queryParameters } from './canonical-request.ts'
import { type Headers, incomplete, invalid, type Refusal } from './signed-request.ts'

/** What a request says about its signature; nothing of it has been checked. */
export type Claim = {
  /** In the Authorization header, or in the query of a presigned request. */
  readonly form: 'header' | 'query'
  readonly algorithm: string
  readonly credential: string
  readonly accessKeyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
  readonly signedHeaders: ReadonlySet<string>
  readonly signature: string
  /** `20260131T120000Z`, or what was given instead. */
  readonly timestamp: string
  /** For how long a presigned request is good. */
  readonly expires: string | undefined
  readonly sessionToken: string | undefined
}

const QUERY_PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
]

/** Reads the signature of a request, in the order in which AWS looks for its parts. */
export function readClaim(url: string, headers: Headers): Claim | Refusal {
  const [header, ...others] = headers.get('authorization') ?? []
  const parameters = url.includes('X-Amz-') ? queryParameters(url) : []
  const isPresigned = parameters.some(([name]) => QUERY_PARAMETERS.includes(name))
  if (header === undefined && !isPresigned) {
    return { refused: 'missing-authentication-token', message: 'Missing Authentication Token' }
  }
  if (header === undefined) return readQuery(parameters)
  if (isPresigned) {
    return invalid(
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )
  }
  if (others.length > 0) return invalid('Found more than one Authorization header.')
  return readHeader(header, headers)
}

function readHeader(header: string, headers: Headers): Claim | Refusal {
  const [algorithm = '', ...pieces] = header.trim().split(/[\s,]+/)
  const parts = new Map<string, string>()
  for (const piece of pieces.filter(Boolean)) {
    const equals = piece.indexOf('=')
    if (equals < 0) {
      return incomplete(
        `'${piece}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
      )
    }
    const name = piece.slice(0, equals)
    if (parts.has(name)) {
      return incomplete(`Authorization header has more than one '${name}'. Authorization=${header}`)
    }
    parts.set(name, piece.slice(equals + 1))
  }

  const timestamp = timestampOf(headers)
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parts.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `)
  if (timestamp === undefined) {
    missing.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
    )
  }
  if (timestamp === undefined || missing.length > 0) {
    return incomplete(`${missing.join('')}Authorization=${header}`)
  }
  return toClaim({
    form: 'header',
    algorithm,
    credential: parts.get('Credential') ?? '',
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
    timestamp,
    expires: undefined,
    sessionToken: headers.get('x-amz-security-token')?.[0],
  })
}

function readQuery(parameters: readonly [string, string][]): Claim | Refusal {
  const own = parameters.filter(([name]) => name.startsWith('X-Amz-'))
  const values = new Map(own)
  const missing = QUERY_PARAMETERS.filter((name) => !values.get(name)).map(
    (name) => `AWS query-string parameters must include '${name}'. `,
  )
  if (missing.length > 0) {
    return incomplete(`${missing.join('')}Re-examine the query-string parameters.`)
  }
  if (values.size < own.length) {
    return incomplete(
      'AWS query-string parameters must not come twice. Re-examine the query-string parameters.',
    )
  }
  return toClaim({
    form: 'query',
    algorithm: values.get('X-Amz-Algorithm') ?? '',
    credential: values.get('X-Amz-Credential') ?? '',
    signedHeaders: values.get('X-Amz-SignedHeaders') ?? '',
    signature: values.get('X-Amz-Signature') ?? '',
    timestamp: values.get('X-Amz-Date') ?? '',
    expires: values.get('X-Amz-Expires'),
    sessionToken: values.get('X-Amz-Security-Token'),
  })
}

type Parts = Pick<
  Claim,
  'form' | 'algorithm' | 'credential' | 'signature' | 'timestamp' | 'expires' | 'sessionToken'
> & { readonly signedHeaders: string }

function toClaim(parts: Parts): Claim {
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] =
    parts.credential.split('/')
  const signedHeaders = new Set(parts.signedHeaders.toLowerCase().split(';'))
  return { ...parts, signedHeaders, accessKeyId, date, region, service, terminator }
}

/** The time of signing; one that HTTP's own header gives may be in HTTP's own form. */
function timestampOf(headers: Headers): string | undefined {
  const signed = headers.get('x-amz-date')?.[0]
  if (signed !== undefined) return signed
  const date = headers.get('date')?.[0]
  const at = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? date : toTimestamp(at)
}

/** ISO 8601's basic form: `20260131T120000Z`. */
export function toTimestamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}
