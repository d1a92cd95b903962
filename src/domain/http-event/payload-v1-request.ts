import type { Millis } from '../scope.ts'
import { toGatewayTime } from './gateway-time.ts'
import type { HeaderLine, HttpRequest } from './http-request.ts'

/** What the front door knows about a request besides the request itself. */
export type RestFacts = {
  readonly requestId: string
  readonly receivedAt: Millis
  readonly accountId: string
  readonly apiId: string
  readonly domainName: string
  readonly stage: string
  /** The path of the route, with its parameters: `/orders/{id}`. */
  readonly resource: string
  readonly pathParameters: Readonly<Record<string, string>>
  /** What `requestContext.identity` says about who signed. */
  readonly identity?: object
}

/**
 * A request as an event of payload format 1.0, as REST APIs give it to functions ("Input format of a Lambda
 * function for proxy integration" in the API Gateway Developer Guide). What is absent is `null`.
 */
export function toPayloadV1Request(request: HttpRequest, facts: RestFacts): object {
  const { method, rawPath } = request
  const query = group([...new URLSearchParams(request.rawQuery)])
  const headers = group(request.headers)
  return {
    resource: facts.resource,
    path: rawPath,
    httpMethod: method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(facts.pathParameters),
    stageVariables: null,
    requestContext: contextOf(request, facts),
    ...bodyOf(request.body),
  }
}

function contextOf(request: HttpRequest, facts: RestFacts): object {
  const { method, rawPath, protocol, sourceIp } = request
  const { resource, domainName, requestId, receivedAt } = facts
  const agent = request.headers.find(([name]) => name.toLowerCase() === 'user-agent')
  return {
    accountId: facts.accountId,
    apiId: facts.apiId,
    domainName,
    domainPrefix: domainName.split('.')[0],
    extendedRequestId: requestId,
    httpMethod: method,
    identity: { ...NO_IDENTITY, ...facts.identity, sourceIp, userAgent: agent?.[1] ?? null },
    path: rawPath,
    protocol,
    requestId,
    requestTime: toGatewayTime(receivedAt),
    requestTimeEpoch: receivedAt,
    resourceId: resource,
    resourcePath: resource,
    stage: facts.stage,
  }
}

const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
}

/** Text as it is, whatever its type; what is no text in base64. */
function bodyOf(bytes: Uint8Array): { body: string | null; isBase64Encoded: boolean } {
  if (bytes.byteLength === 0) return { body: null, isBase64Encoded: false }
  try {
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { body, isBase64Encoded: false }
  } catch {
    return { body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }
  }
}

type Values = Readonly<Record<string, readonly string[]>>

/** All values of each name, in the letters in which it came first. */
function group(lines: readonly HeaderLine[]): Values {
  const values = new Map<string, string[]>()
  for (const [name, value] of lines) {
    const before = values.get(name)
    if (before === undefined) values.set(name, [value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}

function lastOf(values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']))
}

function orNull<Members extends object>(members: Members): Members | null {
  return Object.keys(members).length > 0 ? members : null
}
