import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DisableRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { describe, expect, it } from 'vitest'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

async function ask(busbar: Busbar, query: string, body?: unknown) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${busbar.url}/_busbar/explain${query}`, init)
  expect(response.headers.get('content-type')).toContain('application/json')
  const answer = (await response.json()) as {
    error?: string
    buses?: { rules: { rule: string; notes: string[] }[]; counts: object }[]
  }
  return { status: response.status, body: answer }
}

async function putOrder(busbar: Busbar, detail: object = { total: '250', state: 'paid' }) {
  const entry = { Source: 'shop', DetailType: 'Order', Detail: JSON.stringify(detail) }
  const { Entries } = await busbar.events.send(new PutEventsCommand({ Entries: [entry] }))
  return Entries?.[0]?.EventId ?? ''
}

const putRule = (busbar: Busbar, Name: string, pattern: object, EventBusName = 'default') => {
  const EventPattern = JSON.stringify(pattern)
  return busbar.events.send(new PutRuleCommand({ Name, EventPattern, EventBusName }))
}

const BAD_QUESTIONS: readonly [query: string, status: number, error: string][] = [
  ['', 400, 'event is the id of an event'],
  ['?event=', 400, 'event is the id of an event'],
  ['?event=none', 404, 'There is no event none in the log'],
  ['?event=$id&bus=orders', 404, 'reached default'],
  ['?event=$id&account=999999999999', 404, 'reached default'],
  ['?event=$id&region=mars', 404, 'reached default'],
  ['?event=$id&rul=r', 400, 'There is no rul here; give event, rule, bus'],
  ['?event=$id&event=$id', 400, 'event is given more than once'],
  ['?event=$id&limit=0', 400, 'limit is a whole number from 1 to 500'],
  ['?event=$id&limit=501', 400, 'limit'],
  ['?event=$id&limit=many', 400, 'limit'],
]

const A = { pattern: { a: [1] } }
const BAD_BODIES: readonly [body: object, error: string, query?: string][] = [
  [{}, 'pattern is an event pattern: an object, or its text.'],
  [A, 'event is an event: an object, or its text.'],
  [{ pattern: [1], event: {} }, 'pattern is an event pattern'],
  [{ ...A, event: null }, 'event is an event'],
  [{ ...A, event: {}, rule: 'x' }, 'There is no rule here; give pattern and event.'],
  [{ ...A, event: '{"a":' }, 'event is not valid: Unexpected end-of-input'],
  [{ ...A, event: '[]' }, 'event is not valid: The event is not an object'],
  [{ ...A, event: {} }, 'There is no limit here', '?limit=1'],
  [{ pattern: { a: ['x'.repeat(4_096)] }, event: {} }, 'pattern has 4106 characters'],
  [
    { pattern: '{"a":1}', event: {} },
    'Event pattern is not valid. Reason: "a" must be an object or an array\n at [Source: (String)"{"a":1}"; line: 1, column: 7]',
  ],
]

describe('GET /_busbar/explain', () => {
  it('gives the verdict of every rule of the bus, the nearest miss first', async () => {
    await using busbar = await startBusbar()
    const total = [{ numeric: ['>', 100] }]
    await putRule(busbar, 'all', { source: ['shop'] })
    await putRule(busbar, 'far', { source: ['other'], detail: { total, state: ['open'] } })
    await putRule(busbar, 'near', { source: ['shop'], detail: { total, state: ['paid'] } })
    await putRule(busbar, 'off', { source: ['shop'] })
    await busbar.events.send(new DisableRuleCommand({ Name: 'off' }))
    const hourly = { Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }
    await busbar.events.send(new PutRuleCommand(hourly))
    const id = await putOrder(busbar)

    const { status, body } = await ask(busbar, `?event=${id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      event: id,
      buses: [
        {
          ...{ account: ACCOUNT, region: REGION, bus: 'default', origin: 'put', complete: true },
          counts: { matched: 1, notMatched: 2, notAsked: 2 },
          rules: [
            { rule: 'off', verdict: 'not-asked', because: 'disabled', patternMatches: true },
            {
              rule: 'near',
              arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/near`,
              verdict: 'not-matched',
              words:
                '`detail.total` wanted a number > 100, found the string "250": numeric never matches strings.',
              satisfied: { fields: 2, of: 3 },
              failure: { path: 'detail.total', reason: 'type', wanted: total },
              matchedThen: false,
              notes: [],
            },
            {
              rule: 'far',
              failure: { path: 'detail.state', alsoFailing: ['detail.total', 'source'] },
            },
            { rule: 'hourly', verdict: 'not-asked', because: 'schedule-only' },
            { rule: 'all', verdict: 'matched', matchedThen: true, notes: [] },
          ],
        },
      ],
    })
    const limited = await ask(busbar, `?event=${id}&limit=2`)
    expect(limited.body.buses?.[0]?.rules.map(({ rule }) => rule)).toEqual(['off', 'near'])
    expect(limited.body.buses?.[0]?.counts).toEqual({ matched: 1, notMatched: 2, notAsked: 2 })
  })

  it('notes what changed after the event, and what it matched then', async () => {
    await using busbar = await startBusbar()
    for (const name of ['changed', 'gone']) await putRule(busbar, name, { source: ['shop'] })
    await putRule(busbar, 'narrow', { source: ['other'] })
    const id = await putOrder(busbar)
    await busbar.advance(60)
    await putRule(busbar, 'changed', { source: ['other'] })
    await putRule(busbar, 'narrow', { source: ['shop'] })
    await putRule(busbar, 'new', { source: ['shop'] })
    await busbar.events.send(new DeleteRuleCommand({ Name: 'gone' }))

    const about = async (rule: string) => {
      const { body } = await ask(busbar, `?event=${id}&rule=${rule}`)
      expect(body.buses?.[0]?.rules).toHaveLength(1)
      return body.buses?.[0]?.rules[0]
    }
    expect(await about('changed')).toMatchObject({
      verdict: 'not-matched',
      matchedThen: true,
      notes: [
        expect.stringMatching(/^The rule or its targets changed at 20.*Z, after the event/),
        'It matched when the event was accepted, and would not today.',
      ],
    })
    expect(await about('narrow')).toMatchObject({
      verdict: 'matched',
      matchedThen: false,
      notes: [
        expect.stringContaining('changed at'),
        'It did not match when the event was accepted, and would today.',
      ],
    })
    expect((await about('new'))?.notes[0]).toContain('The rule was created at')
    const gone = { rule: 'gone', verdict: 'not-asked', because: 'deleted', matchedThen: true }
    expect(await about('gone')).toMatchObject(gone)
    const { body } = await ask(busbar, `?event=${id}`)
    expect(body.buses?.[0]?.rules).toContainEqual(expect.objectContaining(gone))
  })

  it('says that a rule is on another bus, and suggests the name that was meant', async () => {
    await using busbar = await startBusbar()
    await busbar.events.send(new CreateEventBusCommand({ Name: 'orders' }))
    await putRule(busbar, 'paid-orders', { source: ['shop'] })
    await putRule(busbar, 'elsewhere', { source: ['shop'] }, 'orders')
    const id = await putOrder(busbar)
    expect((await ask(busbar, `?event=${id}&rule=elsewhere`)).body).toMatchObject({
      buses: [
        {
          rules: [
            {
              rule: 'elsewhere',
              arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/orders/elsewhere`,
              verdict: 'not-asked',
              because: 'other-bus',
              words: 'The rule is on the bus orders, and the event came to default.',
            },
          ],
        },
      ],
    })
    expect(await ask(busbar, `?event=${id}&rule=paid-order`)).toEqual({
      status: 404,
      body: {
        error:
          'There is no rule paid-order on the bus default, nor on another. Did you mean paid-orders?',
      },
    })
    const nothingAlike = await ask(busbar, `?event=${id}&rule=${'x'.repeat(300)}`)
    expect(nothingAlike.status).toBe(404)
    expect(nothingAlike.body.error).not.toContain('Did you mean')
  })

  it('tells of the tick of a schedule that it goes to its own rule only', async () => {
    await using busbar = await startBusbar()
    const Name = 'hourly'
    await busbar.events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(1 hour)' }))
    await putRule(busbar, 'all', { source: ['aws.events'] })
    await busbar.advance(3_700)
    const { events } = (await busbar.admin('events')) as { events: { id: string }[] }
    const { body } = await ask(busbar, `?event=${events[0]?.id}&bus=default`)
    expect(body.buses?.[0]?.rules).toMatchObject([
      { rule: 'all', verdict: 'not-asked', because: 'event-of-a-schedule' },
      { rule: 'hourly', verdict: 'matched', matchedThen: true },
    ])
  })

  it('refuses what it cannot answer by name', async () => {
    await using busbar = await startBusbar()
    const id = await putOrder(busbar)
    for (const [query, status, error] of BAD_QUESTIONS) {
      const answer = await ask(busbar, query.replaceAll('$id', id))
      expect({ query, ...answer }).toEqual({
        query,
        status,
        body: { error: expect.stringContaining(error) },
      })
    }
  })
})

describe('POST /_busbar/explain', () => {
  it('explains a pattern and an event, each an object or a text', async () => {
    await using busbar = await startBusbar()
    const pattern = { detail: { custmer: ['c-1'] } }
    const event = { detail: { customer: 'c-1' } }
    const expected = {
      verdict: 'not-matched',
      words:
        '`detail.custmer` wanted the string "c-1", found nothing: `detail` has no member `custmer`. Did you mean `detail.customer`?',
      satisfied: { fields: 0, of: 1 },
      failure: {
        path: 'detail.custmer',
        reason: 'absent',
        wanted: ['c-1'],
        found: [],
        foundCount: 0,
        didYouMean: 'detail.customer',
        alsoFailing: [],
      },
    }
    expect(await ask(busbar, '', { pattern, event })).toEqual({ status: 200, body: expected })
    const texts = { pattern: JSON.stringify(pattern), event: JSON.stringify(event) }
    expect((await ask(busbar, '', texts)).body).toEqual(expected)
  })

  it('compares numbers by the text that was given', async () => {
    await using busbar = await startBusbar()
    const given = { pattern: '{"a":[9007199254740993]}', event: '{"a":9007199254740993.0}' }
    expect((await ask(busbar, '', given)).body).toMatchObject({ verdict: 'not-matched' })
    const equal = { pattern: { a: [300] }, event: '{"a":3.0e2}' }
    expect((await ask(busbar, '', equal)).body).toEqual({
      verdict: 'matched',
      words: 'The pattern matches.',
    })
  })

  it('refuses what it cannot explain by name', async () => {
    await using busbar = await startBusbar()
    for (const [body, error, query = ''] of BAD_BODIES) {
      expect({ error, ...(await ask(busbar, query, body)) }).toEqual({
        error,
        status: 400,
        body: { error: expect.stringContaining(error) },
      })
    }
  })

  it('refuses a body that is not a JSON object', async () => {
    await using busbar = await startBusbar()
    for (const body of ['nonsense', '[]', '"x"']) {
      const response = await fetch(`${busbar.url}/_busbar/explain`, { method: 'POST', body })
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({ error: expect.any(String) })
    }
  })
})
