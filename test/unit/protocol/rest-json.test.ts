import { describe, expect, it } from 'vitest'
import { matchLambdaRoute } from '../../../src/protocol/match-lambda-route.ts'
import { decodeRestJson, encodeRestJson } from '../../../src/protocol/rest-json.ts'
import { encodeRestJsonError } from '../../../src/protocol/rest-json-error.ts'

function decode(
  method: string,
  target: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
) {
  const { route, labels, query } = found(method, target)
  return decodeRestJson({ route, labels, query, headers, body: Buffer.from(body) })
}

function found(method: string, target: string) {
  const match = matchLambdaRoute(method, target)
  if (match.is !== 'operation') throw new Error(`${target} is no operation`)
  return match
}

describe('the input of a REST request', () => {
  it('is put together from path, query, headers and raw body', () => {
    const input = decode('POST', '/2015-03-31/functions/f/invocations?Qualifier=live&Other=1', {
      headers: { 'x-amz-invocation-type': 'Event', 'x-amz-client-context': 'e30=', 'x-other': '1' },
      body: '{"not": "parsed"',
    })
    expect(input).toEqual({
      input: {
        FunctionName: 'f',
        Qualifier: 'live',
        InvocationType: 'Event',
        ClientContext: 'e30=',
        Payload: Buffer.from('{"not": "parsed"'),
      },
    })
  })

  it('has no payload without a body', () => {
    expect(decode('POST', '/2015-03-31/functions/f/invocations')).toEqual({
      input: { FunctionName: 'f' },
    })
  })

  it('takes bound members from their place, never from the body', () => {
    const body = '{"FunctionName": "b", "Qualifier": "q", "StatementId": "s"}'
    expect(decode('POST', '/2015-03-31/functions/a/policy', { body })).toEqual({
      input: { FunctionName: 'a', StatementId: 's' },
    })
  })

  it('leaves members of the body alone that are bound in other operations only', () => {
    const body = '{"FunctionName": "f"}'
    expect(decode('POST', '/2015-03-31/event-source-mappings', { body })).toEqual({
      input: { FunctionName: 'f' },
    })
  })

  it('has numbers and lists where the query stands for them', () => {
    expect(decode('GET', '/2015-03-31/functions?MaxItems=5&Marker=7')).toEqual({
      input: { Marker: '7', MaxItems: 5 },
    })
    expect(decode('GET', '/2015-03-31/functions?MaxItems=many')).toEqual({
      input: { MaxItems: 'many' },
    })
    expect(decode('DELETE', '/2017-03-31/tags/arn%3Ax?tagKeys=a&tagKeys=b%20c')).toEqual({
      input: { Resource: 'arn:x', TagKeys: ['a', 'b c'] },
    })
  })

  it('is a problem when the body is not JSON, and says nothing of its text', () => {
    const decoded = decode('POST', '/2015-03-31/functions', { body: '{"secret": tru' })
    expect(decoded).toEqual({ problem: expect.stringContaining('not valid JSON') })
    expect(JSON.stringify(decoded)).not.toContain('secret')
  })

  it.each(['[]', 'null', '"x"', '1'])('is what the body is when that is no object: %s', (body) => {
    expect(decode('POST', '/2015-03-31/functions', { body })).toEqual({ input: JSON.parse(body) })
  })
})

describe('the answer to a REST request', () => {
  const invoke = found('POST', '/2015-03-31/functions/f/invocations').route

  it('has headers and a raw body where the operation binds them', () => {
    const output = {
      StatusCode: 200,
      FunctionError: 'Unhandled',
      LogResult: 'bG9n',
      ExecutedVersion: '$LATEST',
      Payload: '{"errorMessage":"x"}',
    }
    expect(encodeRestJson(invoke, output)).toEqual({
      status: 200,
      headers: {
        'Content-Type': 'application/json',
        'X-Amz-Function-Error': 'Unhandled',
        'X-Amz-Log-Result': 'bG9n',
        'X-Amz-Executed-Version': '$LATEST',
      },
      body: '{"errorMessage":"x"}',
    })
  })

  it.each([202, 204])(
    'is empty with the status %i of an invocation without an answer',
    (status) => {
      expect(encodeRestJson(invoke, { StatusCode: status })).toEqual({ status, headers: {} })
    },
  )

  it('has the status of the operation', () => {
    const { route } = found('POST', '/2015-03-31/functions')
    expect(encodeRestJson(route, { FunctionName: 'f' })).toEqual({
      status: 201,
      headers: { 'Content-Type': 'application/json' },
      body: '{"FunctionName":"f"}',
    })
    const deletion = found('DELETE', '/2015-03-31/functions/f').route
    expect(encodeRestJson(deletion, {})).toEqual({ status: 204, headers: {} })
  })
})

describe('the error of a REST request', () => {
  it('has the code in a header and the message under the key of its shape', () => {
    const error = { code: 'XException', status: 404, message: 'Gone.' }
    expect(encodeRestJsonError({ ...error, messageKey: 'Message', type: 'User' })).toEqual({
      status: 404,
      headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': 'XException' },
      body: '{"Type":"User","Message":"Gone."}',
    })
    expect(encodeRestJsonError(error).body).toBe('{"message":"Gone."}')
  })
})
