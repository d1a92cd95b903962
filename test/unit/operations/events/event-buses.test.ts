import { describe, expect, it } from 'vitest'
import { createEventBus } from '../../../../src/operations/events/create-event-bus.ts'
import { deleteEventBus } from '../../../../src/operations/events/delete-event-bus.ts'
import { describeEventBus } from '../../../../src/operations/events/describe-event-bus.ts'
import { listEventBuses } from '../../../../src/operations/events/list-event-buses.ts'
import { listRules } from '../../../../src/operations/events/list-rules.ts'
import { updateEventBus } from '../../../../src/operations/events/update-event-bus.ts'
import { createRoom, SCOPE, START } from './room.ts'

const ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/'

type Listed = { EventBuses: { Name: string }[]; NextToken?: string }

describe('CreateEventBus', () => {
  it('answers with the ARN and the members that were given', async () => {
    const { call } = createRoom()
    expect(await call(createEventBus, { Name: 'orders' })).toEqual({
      EventBusArn: `${ARN}orders`,
    })
    expect(
      await call(createEventBus, { Name: 'bills', Description: 'of all', KmsKeyIdentifier: 'k-1' }),
    ).toEqual({ EventBusArn: `${ARN}bills`, Description: 'of all', KmsKeyIdentifier: 'k-1' })
  })

  it.each(['orders', 'default'])('refuses a name that exists: %s', async (Name) => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    await expect(call(createEventBus, { Name })).rejects.toMatchObject({
      kind: 'already-exists',
      message: `Event bus ${Name} already exists.`,
    })
  })

  it('refuses a name with a slash', async () => {
    await expect(createRoom().aBus('aws.partner/shop')).rejects.toMatchObject({
      kind: 'invalid-input',
      message: "Event bus name must not contain '/'.",
    })
  })
})

describe('DescribeEventBus', () => {
  it('gives the default bus of an account that never touched it', async () => {
    const { call, config } = createRoom()
    expect(await call(describeEventBus, {})).toEqual({
      Name: 'default',
      Arn: `${ARN}default`,
      CreationTime: 0,
      LastModifiedTime: 0,
    })
    expect((await config.list('event_buses', [], { limit: 9 })).items).toEqual([])
  })

  it.each(['orders', `${ARN}orders`])('finds a bus by name or ARN: %s', async (Name) => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    expect(await call(describeEventBus, { Name })).toEqual({
      Name: 'orders',
      Arn: `${ARN}orders`,
      CreationTime: START / 1000,
      LastModifiedTime: START / 1000,
    })
  })

  it.each([
    ['an unknown bus', 'nobody'],
    ['the ARN of another region', 'arn:aws:events:us-east-1:111122223333:event-bus/orders'],
    ['the ARN of another account', 'arn:aws:events:eu-west-1:444455556666:event-bus/default'],
    ['another partition', 'arn:aws-cn:events:eu-west-1:111122223333:event-bus/orders'],
  ])('does not find %s', async (_what, Name) => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    await expect(call(describeEventBus, { Name })).rejects.toMatchObject({
      kind: 'not-found',
      message: `Event bus ${Name} does not exist.`,
    })
  })

  it('keeps accounts and regions apart', async () => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    for (const other of [
      { ...SCOPE, region: 'us-east-1' },
      { ...SCOPE, account: '444455556666' },
    ]) {
      await expect(call(describeEventBus, { Name: 'orders' }, other)).rejects.toThrow(
        'Event bus orders does not exist.',
      )
    }
  })
})

describe('UpdateEventBus', () => {
  it('replaces what was there and moves the time of the last change', async () => {
    const { call, clock } = createRoom()
    await call(createEventBus, { Name: 'orders', Description: 'old', KmsKeyIdentifier: 'k-1' })
    clock.at += 5_500
    expect(await call(updateEventBus, { Name: 'orders', Description: 'new' })).toEqual({
      Arn: `${ARN}orders`,
      Name: 'orders',
      Description: 'new',
    })
    expect(await call(describeEventBus, { Name: 'orders' })).toEqual({
      Name: 'orders',
      Arn: `${ARN}orders`,
      Description: 'new',
      CreationTime: START / 1000,
      LastModifiedTime: START / 1000 + 5.5,
    })
  })

  it('changes the default bus when no name is given, and stores it then', async () => {
    const { call } = createRoom()
    await call(updateEventBus, { Description: 'mine' })
    expect(await call(describeEventBus, { Name: 'default' })).toMatchObject({
      Description: 'mine',
      CreationTime: 0,
      LastModifiedTime: START / 1000,
    })
  })

  it('does not find an unknown bus', async () => {
    await expect(createRoom().call(updateEventBus, { Name: 'nobody' })).rejects.toThrow(
      'Event bus nobody does not exist.',
    )
  })
})

describe('ListEventBuses', () => {
  const names = ({ EventBuses }: Listed) => EventBuses.map(({ Name }) => Name)

  it.each([1, 2, 3, 4, 100])('has every bus once in pages of %i, by name', async (Limit) => {
    const { call, aBus } = createRoom()
    for (const name of ['zebra', 'alpha', 'delta', 'beta']) await aBus(name)
    const seen: string[] = []
    let token: string | undefined
    do {
      const page = (await call(listEventBuses, {
        Limit,
        ...(token && { NextToken: token }),
      })) as Listed
      expect(page.EventBuses.length).toBeGreaterThan(0)
      expect(page.EventBuses.length).toBeLessThanOrEqual(Limit)
      seen.push(...names(page))
      token = page.NextToken
    } while (token)
    expect(seen).toEqual(['alpha', 'beta', 'default', 'delta', 'zebra'])
  })

  it('lists the default bus once when it is stored', async () => {
    const { call, aBus } = createRoom()
    await aBus('alpha')
    await call(updateEventBus, { Description: 'mine' })
    expect(names((await call(listEventBuses, {})) as Listed)).toEqual(['alpha', 'default'])
  })

  it.each([
    ['de', ['default', 'delta']],
    ['defaults', []],
    ['al', ['alpha']],
  ])('keeps to the prefix %s', async (NamePrefix, expected) => {
    const { call, aBus } = createRoom()
    for (const name of ['alpha', 'delta']) await aBus(name)
    expect(await call(listEventBuses, { NamePrefix })).not.toHaveProperty('NextToken')
    expect(names((await call(listEventBuses, { NamePrefix })) as Listed)).toEqual(expected)
  })

  it('gives each bus with the members that it has', async () => {
    const { call } = createRoom()
    await call(createEventBus, { Name: 'a', Description: 'first', KmsKeyIdentifier: 'k-1' })
    expect(await call(listEventBuses, { Limit: 1 })).toMatchObject({
      EventBuses: [
        {
          Name: 'a',
          Arn: `${ARN}a`,
          Description: 'first',
          CreationTime: START / 1000,
          LastModifiedTime: START / 1000,
        },
      ],
    })
  })

  it('refuses a token that it has not given', async () => {
    await expect(createRoom().call(listEventBuses, { NextToken: 'bm9wZQ' })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: expect.stringContaining('Parameter NextToken is not valid. Reason: '),
    })
  })
})

describe('DeleteEventBus', () => {
  it('deletes a bus, and answers with nothing', async () => {
    const { call, aBus } = createRoom()
    await aBus('orders')
    expect(await call(deleteEventBus, { Name: 'orders' })).toBeUndefined()
    await expect(call(listRules, { EventBusName: 'orders' })).rejects.toThrow(
      'Event bus orders does not exist.',
    )
  })

  it('succeeds for a bus that does not exist', async () => {
    expect(await createRoom().call(deleteEventBus, { Name: 'nobody' })).toBeUndefined()
  })

  it('refuses the default bus', async () => {
    await expect(createRoom().call(deleteEventBus, { Name: 'default' })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: 'Cannot delete event bus default.',
    })
  })

  it('refuses a bus that has rules', async () => {
    const { call, aBus, aRule } = createRoom()
    await aBus('orders')
    await aRule('paid', 'orders')
    await expect(call(deleteEventBus, { Name: 'orders' })).rejects.toMatchObject({
      kind: 'invalid-input',
      message: "EventBus can't be deleted since it has rules.",
    })
  })
})
