import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { InvalidInput, NotFound, NotSupported } from '../../../../src/domain/faults.ts'
import { CODE, createRoom, functionArn, SCOPE, sha256 } from './room.ts'

const notFound = (rest: string) => new NotFound(`Function not found: ${functionArn(rest)}`)

describe('GetFunction', () => {
  it('says where the code can be had, and shows tags', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('billing', { Tags: { team: 'money' } })
    expect(await call('GetFunction', { FunctionName: 'billing' })).toEqual({
      Configuration: await call('GetFunctionConfiguration', { FunctionName: 'billing' }),
      Code: {
        RepositoryType: 'S3',
        Location: `http://127.0.0.1:4566/_busbar/code/${sha256(CODE, 'hex')}`,
      },
      Tags: { team: 'money' },
    })
  })

  it('shows no tags when there are none, nor to who asks for a version', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('plain')
    await aFunction('tagged', { Tags: { team: 'money' } })
    const plain = await call('GetFunction', { FunctionName: 'plain' })
    const latest = await call('GetFunction', { FunctionName: 'tagged', Qualifier: '$LATEST' })
    expect([Object.keys(plain), Object.keys(latest)]).toEqual([
      ['Configuration', 'Code'],
      ['Configuration', 'Code'],
    ])
  })

  it('shows the directory of a function that runs from one', async () => {
    const { aFunction, call, functions } = createRoom()
    await aFunction('billing')
    const found = await functions.find(SCOPE, 'billing')
    if (!found) throw new Error('it was just made')
    const code = { kind: 'directory', path: '/srv/my functions/billing' } as const
    const latest = { ...found.function.latest, code }
    await functions.put(SCOPE, { ...found.function, latest }, 'any')

    expect(await call('GetFunction', { FunctionName: 'billing' })).toMatchObject({
      Code: { RepositoryType: 'Directory', Location: pathToFileURL(code.path).href },
      Configuration: {
        CodeSize: 0,
        CodeSha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      },
    })
  })
})

describe.each(['GetFunction', 'GetFunctionConfiguration'])('%s', (operation) => {
  it('does not find a function that is not there', async () => {
    const { call } = createRoom()
    await expect(call(operation, { FunctionName: 'gone' })).rejects.toThrow(notFound('gone'))
    await expect(
      call(operation, { FunctionName: functionArn('gone:$LATEST'), Qualifier: '$LATEST' }),
    ).rejects.toThrow(notFound('gone:$LATEST'))
  })

  it.each(['1221', 'live', '$latest'])('does not find the qualifier %s', async (Qualifier) => {
    const { aFunction, call } = createRoom()
    await aFunction('billing')
    await expect(call(operation, { FunctionName: 'billing', Qualifier })).rejects.toThrow(
      notFound(`billing:${Qualifier}`),
    )
  })
})

it('answers the ARN as qualified as the question', async () => {
  const { aFunction, call } = createRoom()
  await aFunction('billing')
  const arnOf = async (FunctionName: string) =>
    (await call('GetFunctionConfiguration', { FunctionName }))['FunctionArn']
  expect(await arnOf('billing')).toBe(functionArn('billing'))
  expect(await arnOf('billing:$LATEST')).toBe(functionArn('billing:$LATEST'))
})

describe('ListFunctions', () => {
  it('leaves out what AWS leaves out of lists', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('billing')
    const read = await call('GetFunctionConfiguration', { FunctionName: 'billing' })
    const { State: _, LastUpdateStatus: __, RuntimeVersionConfig: ___, ...listed } = read
    expect(await call('ListFunctions', {})).toEqual({ Functions: [listed] })
  })

  it('qualifies the ARNs when all versions are asked for', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('billing')
    expect(await call('ListFunctions', { FunctionVersion: 'ALL' })).toMatchObject({
      Functions: [{ FunctionArn: functionArn('billing:$LATEST'), Version: '$LATEST' }],
    })
  })

  it('goes through all functions in pages, each once', async () => {
    const { aFunction, call } = createRoom()
    for (const name of ['e', 'b', 'd', 'a', 'c']) await aFunction(name)
    const pages: string[][] = []
    let Marker: unknown
    do {
      const page = await call('ListFunctions', { MaxItems: 2, ...(Marker ? { Marker } : {}) })
      const functions = page['Functions'] as { FunctionName: string }[]
      pages.push(functions.map(({ FunctionName }) => FunctionName))
      Marker = page['NextMarker']
    } while (Marker)
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('answers at most 50, however many are asked for', async () => {
    const { aFunction, call } = createRoom()
    for (let n = 0; n < 51; n++) await aFunction(`f${n}`)
    const page = await call('ListFunctions', { MaxItems: 10_000 })
    expect(page['Functions']).toHaveLength(50)
    expect(page).toHaveProperty('NextMarker')
  })

  it('refuses what it cannot answer', async () => {
    const { call } = createRoom()
    await expect(call('ListFunctions', { MasterRegion: 'ALL' })).rejects.toThrow(NotSupported)
    await expect(call('ListFunctions', { Marker: '***' })).rejects.toThrow(InvalidInput)
    await expect(call('ListFunctions', { FunctionVersion: 'invalid' })).rejects.toThrow(
      "Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
    )
  })
})

describe('DeleteFunction', () => {
  it('takes the function away and retires its environments', async () => {
    const { aFunction, call, retired } = createRoom()
    await aFunction('billing')
    expect(await call('DeleteFunction', { FunctionName: 'billing' })).toEqual({ StatusCode: 204 })
    expect(retired).toEqual(['billing'])
    await expect(call('DeleteFunction', { FunctionName: 'billing' })).rejects.toThrow(
      notFound('billing'),
    )
  })

  it('takes a version that is not there for deleted, but only of a function that is', async () => {
    const { aFunction, call, retired } = createRoom()
    const version = { FunctionName: 'billing', Qualifier: '1233' }
    await expect(call('DeleteFunction', version)).rejects.toThrow(notFound('billing'))
    await aFunction('billing')
    expect(await call('DeleteFunction', version)).toEqual({ StatusCode: 204 })
    expect(await call('GetFunction', { FunctionName: 'billing' })).toBeDefined()
    expect(retired).not.toContain('billing')
  })

  it.each([
    ['$LATEST', '$LATEST version cannot be deleted without deleting the function.'],
    ['live', 'Deletion of aliases is not currently supported.'],
  ])('does not delete %s', async (Qualifier, message) => {
    await expect(
      createRoom().call('DeleteFunction', { FunctionName: 'billing', Qualifier }),
    ).rejects.toThrow(new InvalidInput(message))
  })
})
