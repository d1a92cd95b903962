import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEdge, type TestEdge } from './start-edge.ts'

let edge: TestEdge

beforeAll(async () => {
  edge = await startEdge()
})

afterAll(() => edge.stop())

function awsJson(target: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return request(edge.url)
    .post('/')
    .set({ 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.1', ...headers })
    .send(body)
}

const describeRule = (body: string | Buffer) => awsJson('AWSEvents.DescribeRule', body)

describe('an AWS JSON request', () => {
  it.each(['1.0', '1.1'])('is answered in the version that it speaks: %s', async (version) => {
    const type = `application/x-amz-json-${version}`
    const answer = await awsJson('AWSEvents.DescribeRule', '{"Name":"a"}', { 'Content-Type': type })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': type,
      'content-length': String(answer.text.length),
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      date: expect.any(String),
    })
  })

  it('needs no credentials: it is the default account in us-east-1', async () => {
    const answer = await describeRule('{"Name":"a"}')
    expect(JSON.parse(answer.text)).toMatchObject({ CreatedBy: '000000000000', Arn: 'us-east-1' })
  })

  it('passes the trace header on', async () => {
    const headers = { 'X-Amzn-Trace-Id': 'Root=1-2-3' }
    const answer = await awsJson('AWSEvents.DescribeRule', '{"Name":"a"}', headers)
    expect(JSON.parse(answer.text)).toMatchObject({ Description: 'Root=1-2-3' })
  })

  it('is answered in UTF-8, with its length in bytes', async () => {
    const answer = await describeRule('{"Name":"é"}')
    expect(JSON.parse(answer.text).message).toContain("Value 'é'")
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)))
  })

  it('gets an empty body where the operation has no output', async () => {
    const answer = await awsJson('AWSEvents.DeleteRule', '{"Name":"a"}')
    expect(answer.headers).toMatchObject({ 'content-length': '0' })
    expect(answer.text).toBe('')
  })

  it.each<[string, string | Buffer, string, string]>([
    ['is not JSON', '{"Name": ', 'SerializationException', 'not valid JSON'],
    ['is not UTF-8', Buffer.from('{"Name":"\xff"}', 'latin1'), 'SerializationException', 'UTF-8'],
    ['is a list', '[]', 'SerializationException', 'Start of list found where not expected'],
    ['is null', 'null', 'SerializationException', 'not a JSON object'],
    ['is a number', '1e999', 'SerializationException', 'not a JSON object'],
    ['has a wrong type', '{"Name":1}', 'SerializationException', 'NUMBER_VALUE can not be'],
    ['is empty', '', 'ValidationException', "Value null at 'name'"],
    ['violates a constraint', '{"Name":"!"}', 'ValidationException', "Value '!' at 'name'"],
    ['has an unknown member', '{"Name":"a","X":1}', 'ValidationException', 'Parameter X'],
    [
      'has a __proto__',
      '{"Name":"a","__proto__":{}}',
      'ValidationException',
      'Parameter __proto__',
    ],
    [
      'is nested deeply',
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      'SerializationException',
      '',
    ],
    [
      'is nested deeply inside',
      `{"Name":"a","X":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
      'ValidationException',
      'Parameter X',
    ],
    [
      'has a refused member',
      '{"Name":"a","EventBusName":"b"}',
      'ValidationException',
      'EventBusName',
    ],
  ])('is refused clearly when its body %s', async (_what, body, type, message) => {
    const answer = await describeRule(body)
    expect(answer.status).toBe(400)
    expect(answer.headers['x-amzn-requestid']).toBeDefined()
    expect(JSON.parse(answer.text)).toEqual({
      __type: type,
      message: expect.stringContaining(message),
    })
  })

  it('takes the last of duplicate keys', async () => {
    const answer = await describeRule('{"Name":"a","Name":"b"}')
    expect(JSON.parse(answer.text)).toMatchObject({ Name: 'b' })
  })

  it.each(['AWSEvents.Nothing', 'AWSEvents', 'AmazonSQS.SendMessage', '.', '__proto__.x'])(
    'for an operation that busbar does not have is told so: %s',
    async (target) => {
      const answer = await awsJson(target, '{}')
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.text)).toMatchObject({ __type: 'UnknownOperationException' })
    },
  )

  it('with a body over the limit of its operation is refused, also without a length', async () => {
    const ofLength = await describeRule(`{"Name":"${'a'.repeat(1_200_000)}"}`)
    expect(ofLength.status).toBe(413)
    expect(JSON.parse(ofLength.text)).toEqual({
      __type: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 1153434 bytes for the DescribeRule operation',
    })
    const chunked = await fetch(edge.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AWSEvents.DescribeRule' },
      body: new Blob(['a'.repeat(1_200_000)]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
  })

  it('may be larger where its operation says so', async () => {
    const entry = { Source: 'a', Detail: 'x'.repeat(4_000_000) }
    const answer = await awsJson('AWSEvents.PutEvents', JSON.stringify({ Entries: [entry] }))
    expect(answer.status).toBe(200)
  })

  it('with a compressed body is refused', async () => {
    const answer = await awsJson('AWSEvents.DescribeRule', '{}', { 'Content-Encoding': 'gzip' })
    expect(answer.status).toBe(415)
    expect(answer.text).toContain("content encoding 'gzip' is not supported")
  })

  it('with credentials that cannot be read is refused', async () => {
    const headers = { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }
    const answer = await awsJson('AWSEvents.DescribeRule', '{"Name":"a"}', headers)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ __type: 'IncompleteSignatureException' })
  })

  it.each([
    { Host: 'evil.example' },
    { Origin: 'http://evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ])('from where a web page could come is refused: %j', async (headers) => {
    const answer = await awsJson('AWSEvents.DescribeRule', '{"Name":"a"}', headers as never)
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.text)).toMatchObject({ __type: 'AccessDeniedException' })
  })
})

describe('a Lambda request', () => {
  const functions = '/2015-03-31/functions'

  it('needs neither a content type nor a body', async () => {
    const answer = await request(edge.url).post(`${functions}/f/invocations`)
    expect(answer.text).toBe('{}')
    expect(answer.headers).toMatchObject({ 'x-amz-executed-version': '$LATEST' })
  })

  it.each<[string, () => request.Test, number, string, string]>([
    [
      'its body is not JSON',
      () => request(edge.url).post(functions).type('json').send('{'),
      400,
      'InvalidRequestContentException',
      'Could not parse request body into json: ',
    ],
    [
      'a member has a wrong type',
      () => request(edge.url).post(functions).send({ FunctionName: 'f', Code: 'x' }),
      400,
      'SerializationException',
      'Expected null',
    ],
    [
      'constraints are violated',
      () => request(edge.url).post(functions).send({ Code: {} }),
      400,
      'ValidationException',
      "1 validation error detected: Value null at 'functionName'",
    ],
    [
      'a query parameter is no number',
      () => request(edge.url).get(`${functions}?MaxItems=x`),
      400,
      'SerializationException',
      'STRING_VALUE can not be converted to an Integer',
    ],
    [
      'its method is another',
      () => request(edge.url).patch(functions),
      404,
      'UnknownOperationException',
      'This path takes POST, GET, not PATCH.',
    ],
    [
      'its operation is not supported',
      () => request(edge.url).get('/2015-03-31/event-source-mappings/'),
      404,
      'UnknownOperationException',
      'ListEventSourceMappings',
    ],
    [
      'its credentials cannot be read',
      () => request(edge.url).get(functions).set('Authorization', 'Bearer x'),
      403,
      'IncompleteSignatureException',
      'Credential',
    ],
    [
      'its code is too large',
      () => request(edge.url).post(functions).type('json').send(' '.repeat(2_000_001)),
      413,
      'RequestEntityTooLargeException',
      'Request must be smaller than 2000000 bytes for the CreateFunction operation',
    ],
    [
      'its payload is too large',
      () => request(edge.url).post(`${functions}/f/invocations`).send('1'.repeat(6_291_557)),
      413,
      'RequestEntityTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ],
  ])('is refused clearly when %s', async (_what, send, status, type, message) => {
    const answer = await send()
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'x-amzn-errortype': type,
      'content-type': 'application/json',
    })
    const { message: text, Message = text } = JSON.parse(answer.text)
    expect(Message).toContain(message)
  })
})

describe('a query request', () => {
  const identity = 'Action=GetCallerIdentity&Version=2011-06-15'

  it.each([
    ['a form', () => request(edge.url).post('/').type('form').send(identity)],
    ['the request target', () => request(edge.url).get(`/?${identity}`)],
  ])('is answered in XML when it is in %s', async (_what, send) => {
    const answer = await send()
    const id = answer.headers['x-amzn-requestid']
    expect(answer.headers['content-type']).toBe('text/xml')
    expect(answer.text).toBe(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:root</Arn><UserId>000000000000</UserId><Account>000000000000</Account></GetCallerIdentityResult>' +
        `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    )
  })

  it('is answered in JSON when it asks for that', async () => {
    const answer = await request(edge.url)
      .post('/')
      .type('form')
      .accept('application/json')
      .send(identity)
    expect(answer.body).toMatchObject({
      GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: '000000000000' } },
    })
  })

  it.each([
    ['Action=AssumeRole&Version=2011-06-15', 'InvalidAction'],
    ['Version=2011-06-15', 'InvalidAction'],
    ['%%%', 'InvalidAction'],
    [`${identity}&RoleArn=x`, 'ValidationError'],
  ])('is refused in XML: %s', async (body, code) => {
    const answer = await request(edge.url).post('/').type('form').send(body)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(`<Type>Sender</Type><Code>${code}</Code>`)
  })
})

describe('everything else', () => {
  it('has a friendly root', async () => {
    const answer = await request(edge.url).get('/')
    expect(answer.body).toEqual({ name: 'busbar', version: '1.2.3', health: '/_busbar/health' })
  })

  it('has the routes of the administration', async () => {
    expect((await request(edge.url).get('/_busbar/health')).body).toEqual({ status: 'alive' })
    expect((await request(edge.url).get('/_busbar/items/%zz')).status).toBe(400)
    expect((await request(edge.url).get('/_busbar/nothing')).status).toBe(404)
  })

  it.each(['/health', '/_localstack/health'])('is healthy at %s', async (path) => {
    const answer = await request(edge.url).get(path)
    expect(answer.body).toEqual({
      edition: 'busbar',
      version: '1.2.3',
      services: { events: 'running', lambda: 'running', sts: 'running' },
    })
  })

  it.each([
    ['PUT', '/bucket/key'],
    ['GET', '/2015-03-31'],
    ['OPTIONS', '/'],
    ['POST', '/'],
    ['DELETE', '/%zz/%ff'],
  ])('is answered with 404: %s %s', async (method, path) => {
    const answer = await fetch(edge.url + path, { method })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
    expect(await answer.json()).toEqual({ message: `busbar has nothing at ${method} ${path}.` })
  })

  it('names the service that a request was signed for', async () => {
    const answer = await request(edge.url)
      .get('/')
      .set(
        'Authorization',
        'AWS4-HMAC-SHA256 Credential=a/b/us-east-1/s3/aws4_request, Signature=x',
      )
    expect(answer.body.message).toContain("signed for the service 's3'")
  })

  it('is kept from web pages as well', async () => {
    const answer = await request(edge.url).get('/_busbar/health').set('Host', 'evil.example')
    expect(answer.status).toBe(403)
    expect(answer.headers).toMatchObject({ connection: 'close' })
  })
})
