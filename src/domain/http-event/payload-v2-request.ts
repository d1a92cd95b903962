import type { Millis } from '../scope.ts'
import { toBodyText } from './body-text.ts'
import { toGatewayTime } from './gateway-time.ts'
import type { HttpRequest } from './http-request.ts'
import { joinedHeaders } from './joined-headers.ts'

/** What the front door knows about a request besides the request itself. */
export type RequestFacts = {
  readonly requestId: string
  readonly receivedAt: Millis
  /** `anonymous` when nobody signed. */
  readonly accountId: string
  readonly apiId: string
  readonly domainName: string
  readonly domainPrefix: string
  /** @default `$default` */
  readonly routeKey?: string
  /** @default `$default` */
  readonly stage?: string
  /** `requestContext.authorizer`, for example `{ iam: … }`. */
  readonly authorizer?: object
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
}

/**
 * A request as an event of payload format 2.0, as function URLs and HTTP APIs give it to functions.
 *
 * Source: AWS Lambda Developer Guide, "Invoking Lambda function URLs"; API Gateway Developer Guide,
 * "Working with AWS Lambda proxy integrations for HTTP APIs"; recordings of function URLs.
 */
export function toPayloadV2Request(request: HttpRequest, facts: RequestFacts): object {
  const { routeKey = '$default', stage = '$default', authorizer } = facts
  const { rawPath, rawQuery, body } = request
  const headers = joinedHeaders(request.headers)
  const cookies = cookiesOf(request)
  const queryStringParameters = queryOf(rawQuery)
  const text = body.byteLength > 0 ? toBodyText(body, headers.get('content-type')) : undefined
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: Object.fromEntries([...headers].filter(([name]) => name !== 'cookie')),
    ...(queryStringParameters && { queryStringParameters }),
    requestContext: {
      accountId: facts.accountId,
      apiId: facts.apiId,
      ...(authorizer && { authorizer }),
      domainName: facts.domainName,
      domainPrefix: facts.domainPrefix,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers.get('user-agent') ?? null,
      },
      requestId: facts.requestId,
      routeKey,
      stage,
      time: toGatewayTime(facts.receivedAt),
      timeEpoch: facts.receivedAt,
    },
    ...(facts.pathParameters && { pathParameters: facts.pathParameters }),
    ...(facts.stageVariables && { stageVariables: facts.stageVariables }),
    ...(text && { body: text.body }),
    isBase64Encoded: text?.isBase64Encoded ?? false,
  }
}

function cookiesOf({ headers }: HttpRequest): readonly string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')
}

/** Decoded; the values of a repeated name are joined by commas. */
function queryOf(rawQuery: string): object | undefined {
  const joined = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before},${value}`)
  }
  return joined.size > 0 ? Object.fromEntries(joined) : undefined
}
