import { describe, expect, it } from 'vitest'
import { LAMBDA_ROUTES } from '../../../src/protocol/lambda-routes.ts'
import { matchLambdaRoute } from '../../../src/protocol/match-lambda-route.ts'

describe('the routes of Lambda', () => {
  it('are all 88 operations, each once', () => {
    expect(new Set(LAMBDA_ROUTES.map((route) => route.operation)).size).toBe(88)
    expect(LAMBDA_ROUTES).toHaveLength(88)
  })

  it.each(LAMBDA_ROUTES.map((route) => [route.operation, route] as const))(
    'lead to %s, also with a slash at the end',
    (operation, route) => {
      const path = `/${route.segments.map((part) => (part.startsWith('{') ? 'a%2Fb' : part)).join('/')}`
      const query = route.when === undefined ? '' : `?${route.when.join('=')}`
      for (const target of [`${path}${query}`, `${path}/${query}`]) {
        expect(matchLambdaRoute(route.method, target)).toMatchObject({ route: { operation } })
      }
    },
  )

  it('decode their labels', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:orders:live'
    const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`
    const match = matchLambdaRoute('POST', path)
    expect(match.is === 'operation' && match.labels.get('FunctionName')).toBe(arn)
  })

  it.each([
    ['/2019-09-30/functions/f/provisioned-concurrency', 'GetProvisionedConcurrencyConfig'],
    [
      '/2019-09-30/functions/f/provisioned-concurrency?List=ALL',
      'ListProvisionedConcurrencyConfigs',
    ],
    ['/2018-10-31/layers?find=LayerVersion&Arn=x', 'GetLayerVersionByArn'],
    ['/2018-10-31/layers', 'ListLayers'],
  ])('tell apart by query what shares a path: %s', (target, operation) => {
    expect(matchLambdaRoute('GET', target)).toMatchObject({ route: { operation } })
  })

  it('name the methods that a path takes', () => {
    expect(matchLambdaRoute('PATCH', '/2015-03-31/functions')).toEqual({
      is: 'other-method',
      allowed: ['POST', 'GET'],
    })
  })

  it.each([
    '/',
    '',
    '*',
    '/2015-03-31',
    '/2015-03-31/functions//invocations',
    '/2015-03-31/functions/%zz/invocations',
    '/2015-03-31/functions/%ff/invocations',
    '/2016-01-01/functions',
    '/2015-03-31/functions/a/b/c/d',
    '/__proto__/functions',
  ])('do not match %j', (target) => {
    expect(matchLambdaRoute('POST', target)).toEqual({ is: 'no-match' })
  })
})
