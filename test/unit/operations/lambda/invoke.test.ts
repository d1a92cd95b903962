import { describe, expect, it } from 'vitest'
import {
  ConstraintViolation,
  InvalidRequestContent,
  NotFound,
  NotSupported,
  TooLarge,
} from '../../../../src/domain/faults.ts'
import { createRoom, functionArn, REQUEST_ID, SCOPE } from './room.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const base64 = (text: string) => Buffer.from(text).toString('base64')

async function aRoomWithBilling() {
  const room = createRoom()
  await room.aFunction('billing')
  const invoke = (given: object = {}) => room.call('Invoke', { FunctionName: 'billing', ...given })
  return { ...room, invoke }
}

describe('a synchronous invocation', () => {
  it('answers what the function returned', async () => {
    const { invoke } = await aRoomWithBilling()
    expect(await invoke({ Payload: bytes('{"a":1}') })).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from('{"ok":true}'),
    })
  })

  it('hands the event over as it was written', async () => {
    const { invoke, invoked, functions } = await aRoomWithBilling()
    const payload = ' { "b": 1.0, "a": 12345678901234567890, "a": 2 } '
    await invoke({ Payload: bytes(payload) })
    expect(invoked).toEqual([
      [
        {
          requestId: REQUEST_ID,
          scope: SCOPE,
          configuration: (await functions.find(SCOPE, 'billing'))?.function.latest,
          invokedArn: functionArn('billing'),
          payload,
          traceHeader: expect.stringMatching(/^Root=1-2-3;Lineage=1:[0-9a-f]{8}:1$/),
          response: expect.objectContaining({ limitBytes: 6_291_556 }),
        },
        'synchronous',
      ],
    ])
  })

  it.each([
    ['no body', {}, '{}'],
    ['an empty body', { Payload: new Uint8Array() }, '{}'],
    ['null', { Payload: bytes('null') }, 'null'],
    ['a byte order mark', { Payload: bytes('\uFEFF[1]') }, '[1]'],
  ])('takes %s', async (_what, given, payload) => {
    const { invoke, invoked } = await aRoomWithBilling()
    await invoke(given)
    expect(invoked[0]?.[0].payload).toBe(payload)
  })

  it('is invoked as it was named', async () => {
    const { invoke, invoked } = await aRoomWithBilling()
    await invoke({ Qualifier: '$LATEST' })
    await invoke({ FunctionName: functionArn('billing') })
    expect(invoked.map(([{ invokedArn }]) => invokedArn)).toEqual([
      functionArn('billing:$LATEST'),
      functionArn('billing'),
    ])
  })

  it("answers 200 and `Unhandled` for the function's own failure", async () => {
    const { invoke, executor } = await aRoomWithBilling()
    const payload = '{"errorType":"Error","errorMessage":"no"}'
    executor.result = { ...executor.result, payload, error: { type: 'Error', message: 'no' } }
    expect(await invoke()).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: Buffer.from(payload),
    })
  })

  it('answers the end of the log to who asks for it', async () => {
    const { invoke } = await aRoomWithBilling()
    expect(await invoke({ LogType: 'Tail' })).toMatchObject({
      LogResult: base64('END RequestId: 1\n'),
    })
    expect(await invoke({ LogType: 'None' })).not.toHaveProperty('LogResult')
  })

  it('decodes the client context', async () => {
    const { invoke, invoked } = await aRoomWithBilling()
    await invoke({ ClientContext: base64('{"custom":{"foo":"bar"}}') })
    expect(invoked[0]?.[0].clientContext).toBe('{"custom":{"foo":"bar"}}')
  })

  it.each([
    ['not base64', '%%%%', 'Client context must be a valid Base64-encoded JSON object.'],
    ['not JSON', base64('no'), 'Client context must be a valid Base64-encoded JSON object.'],
    ['no object', base64('[]'), 'Client context must be a valid Base64-encoded JSON object.'],
    ['too long', 'a'.repeat(3_584), 'Client context must be at most 3583 bytes.'],
  ])('refuses a client context that is %s', async (_what, ClientContext, message) => {
    const { invoke, invoked } = await aRoomWithBilling()
    await expect(invoke({ ClientContext })).rejects.toThrow(new InvalidRequestContent(message))
    expect(invoked).toEqual([])
  })
})

describe('an asynchronous invocation', () => {
  it('is answered once it is durable', async () => {
    const { invoke, enqueued, invoked } = await aRoomWithBilling()
    const given = { InvocationType: 'Event', Payload: bytes('{"a":1}') }
    expect(await invoke(given)).toEqual({ StatusCode: 202 })
    await invoke({ ...given, Qualifier: '$LATEST' })
    const request = {
      requestId: REQUEST_ID,
      function: { ...SCOPE, name: 'billing' },
      invokedArn: functionArn('billing'),
      payload: '{"a":1}',
      traceHeader: 'Root=1-2-3',
    }
    expect(enqueued).toEqual([
      request,
      {
        ...request,
        function: { ...request.function, qualifier: '$LATEST' },
        invokedArn: functionArn('billing:$LATEST'),
      },
    ])
    expect(invoked).toEqual([])
  })

  it('ignores what is for synchronous ones', async () => {
    const { invoke } = await aRoomWithBilling()
    const answer = invoke({ InvocationType: 'Event', LogType: 'Tail', ClientContext: '%' })
    await expect(answer).resolves.toEqual({ StatusCode: 202 })
  })
})

it('is not made when it is a dry run', async () => {
  const { invoke, invoked, enqueued } = await aRoomWithBilling()
  expect(await invoke({ InvocationType: 'DryRun' })).toEqual({ StatusCode: 204 })
  expect([invoked, enqueued]).toEqual([[], []])
})

describe.each(['RequestResponse', 'Event'])('of type %s', (InvocationType) => {
  it.each([
    ['text', bytes('hello')],
    ['half an object', bytes('{"a":')],
    ['white space', bytes(' ')],
    ['invalid UTF-8', new Uint8Array([0x22, 0x99, 0x22])],
  ])('refuses %s as a payload', async (_what, Payload) => {
    const { invoke, invoked, enqueued } = await aRoomWithBilling()
    const answer = invoke({ InvocationType, Payload })
    await expect(answer).rejects.toThrow(InvalidRequestContent)
    await expect(answer).rejects.toThrow(
      /^Could not parse request body into json: Could not parse payload into json: ./,
    )
    expect([invoked, enqueued]).toEqual([[], []])
  })

  it.each([
    ['a function', { FunctionName: 'gone' }, 'gone:$LATEST'],
    ['an alias', { Qualifier: 'live' }, 'billing:live'],
    ['a version', { FunctionName: 'billing:7' }, 'billing:7'],
  ])('does not find %s that is not there', async (_what, given, arn) => {
    const { invoke } = await aRoomWithBilling()
    await expect(invoke({ InvocationType, ...given })).rejects.toThrow(
      new NotFound(`Function not found: ${functionArn(arn)}`),
    )
  })
})

it.each([
  [
    'RequestResponse',
    6_291_556,
    'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  ],
  [
    'Event',
    1_048_576,
    '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  ],
])('limits the payload of type %s to %d bytes', async (InvocationType, most, refusal) => {
  const { invoke } = await aRoomWithBilling()
  const ofSize = (size: number) => bytes(`"${'x'.repeat(size - 2)}"`)
  await expect(invoke({ InvocationType, Payload: ofSize(most) })).resolves.toBeDefined()
  await expect(invoke({ InvocationType, Payload: ofSize(most + 1) })).rejects.toThrow(
    new TooLarge(refusal),
  )
})

it('waits for no function that is not active', async () => {
  const { invoke, functions } = await aRoomWithBilling()
  const found = await functions.find(SCOPE, 'billing')
  if (!found) throw new Error('it was just made')
  const latest = { ...found.function.latest, state: 'Pending' } as const
  await functions.put(SCOPE, { ...found.function, latest }, 'any')
  await expect(invoke()).rejects.toThrow(
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  )
})

it('refuses what belongs to durable and tenant-isolated functions, and unknown types', async () => {
  const { invoke } = await aRoomWithBilling()
  await expect(invoke({ TenantId: 't' })).rejects.toThrow(NotSupported)
  await expect(invoke({ DurableExecutionName: 'd' })).rejects.toThrow(NotSupported)
  await expect(invoke({ InvocationType: 'Later' })).rejects.toThrow(ConstraintViolation)
})
