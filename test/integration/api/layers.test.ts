import {
  AddLayerVersionPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteLayerVersionCommand,
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  RemoveLayerVersionPermissionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCEPTED_BY_AWS } from '../../../src/operations/lambda/runtimes.ts'
import { HAS_CURL, HAS_PYTHON } from '../../support/execution/machine.ts'
import { zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const OTHER_ACCOUNT = '999999999999'
const Role = `arn:aws:iam::${ACCOUNT}:role/test`

let busbar: Busbar
beforeAll(async () => {
  busbar = await startBusbar()
})
afterAll(() => busbar[Symbol.asyncDispose]())

/** Asks for one event after the other. */
const EXTENSION = `#!${process.execPath}
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2020-01-01/extension'
const headers = { 'Lambda-Extension-Name': 'watcher' }
fetch(api + '/register', { method: 'POST', headers, body: '{"events":["INVOKE"]}' }).then(async (answer) => {
  const id = { 'Lambda-Extension-Identifier': answer.headers.get('lambda-extension-identifier') }
  for (;;) await fetch(api + '/event/next', { headers: id })
})
`

const arnOfLayer = (name: string, version: number) =>
  `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:${name}:${version}`

async function publish(LayerName: string, files: Record<string, string>, more: object = {}) {
  const answer = await busbar.lambda.send(
    new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zipOf(files) }, ...more }),
  )
  return answer.LayerVersionArn ?? ''
}

function create(FunctionName: string, change: Partial<CreateFunctionCommandInput> = {}) {
  return busbar.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.js': NODE_HANDLER }) },
      Timeout: 20,
      ...change,
    }),
  )
}

async function invoke(FunctionName: string, Qualifier?: string) {
  const answer = await busbar.lambda.send(new InvokeCommand({ FunctionName, Qualifier }))
  return JSON.parse(answer.Payload?.transformToString() ?? '')
}

const NODE_HANDLER = `exports.handler = async () => require('shared').name`
const shared = (name: string) => ({
  'nodejs/node_modules/shared/index.js': `exports.name = ${JSON.stringify(name)}`,
})

describe('the versions of a layer', () => {
  it('are published, read, listed and deleted, and no number comes twice', async () => {
    const { lambda } = busbar
    const first = await lambda.send(
      new PublishLayerVersionCommand({
        LayerName: 'life',
        Content: { ZipFile: zipOf(shared('one')) },
        Description: 'text',
        LicenseInfo: 'MIT',
        CompatibleRuntimes: ['nodejs22.x'],
        CompatibleArchitectures: ['x86_64'],
      }),
    )
    expect(first).toMatchObject({
      LayerArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:life`,
      LayerVersionArn: arnOfLayer('life', 1),
      Version: 1,
      Description: 'text',
      LicenseInfo: 'MIT',
      CompatibleRuntimes: ['nodejs22.x'],
      CompatibleArchitectures: ['x86_64'],
      CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      Content: { CodeSha256: expect.stringMatching(/=$/), CodeSize: expect.any(Number) },
    })
    const archive = await fetch(first.Content?.Location ?? '')
    expect((await archive.arrayBuffer()).byteLength).toBe(first.Content?.CodeSize)
    await publish('life', shared('two'))

    const byNumber = await lambda.send(
      new GetLayerVersionCommand({ LayerName: 'life', VersionNumber: 1 }),
    )
    const byArn = await lambda.send(new GetLayerVersionByArnCommand({ Arn: arnOfLayer('life', 1) }))
    const withoutMetadata = ({ $metadata: _, ...rest }: { $metadata: unknown }) => rest
    expect(withoutMetadata(byArn)).toEqual(withoutMetadata(byNumber))
    expect(withoutMetadata(byNumber)).toEqual(withoutMetadata(first))

    const versions = async (more: object = {}) =>
      (
        await lambda.send(new ListLayerVersionsCommand({ LayerName: 'life', ...more }))
      ).LayerVersions?.map(({ Version }) => Version)
    expect(await versions()).toEqual([2, 1])
    expect(await versions({ CompatibleRuntime: 'nodejs22.x' })).toEqual([1])
    expect(await versions({ CompatibleArchitecture: 'arm64' })).toEqual([])

    await lambda.send(new DeleteLayerVersionCommand({ LayerName: 'life', VersionNumber: 2 }))
    await lambda.send(new DeleteLayerVersionCommand({ LayerName: 'life', VersionNumber: 2 }))
    expect(await publish('life', shared('three'))).toBe(arnOfLayer('life', 3))
    expect(await versions()).toEqual([3, 1])
  })

  it('are listed in pages, layer by layer, with the newest that matches', async () => {
    const client = new LambdaClient(busbar.clientConfig(OTHER_ACCOUNT))
    const Content = { ZipFile: zipOf(shared('x')) }
    for (const LayerName of ['a', 'b', 'c']) {
      await client.send(
        new PublishLayerVersionCommand({ LayerName, Content, CompatibleRuntimes: ['python3.12'] }),
      )
      await client.send(new PublishLayerVersionCommand({ LayerName, Content }))
    }
    const names: unknown[] = []
    let Marker: string | undefined
    do {
      const page = await client.send(
        new ListLayersCommand({ MaxItems: 2, Marker, CompatibleRuntime: 'python3.12' }),
      )
      names.push(page.Layers?.map((one) => [one.LayerName, one.LatestMatchingVersion?.Version]))
      Marker = page.NextMarker
    } while (Marker !== undefined)
    expect(names).toEqual([
      [
        ['a', 1],
        ['b', 1],
      ],
      [['c', 1]],
    ])
    client.destroy()
  })

  it.each([
    [
      new GetLayerVersionCommand({ LayerName: 'none', VersionNumber: 1 }),
      'The resource you requested does not exist.',
    ],
    [
      new GetLayerVersionCommand({ LayerName: 'none', VersionNumber: 0 }),
      'Layer Version Cannot be less than 1',
    ],
    [
      new DeleteLayerVersionCommand({ LayerName: 'none', VersionNumber: 0 }),
      'Layer Version Cannot be less than 1',
    ],
    [
      new GetLayerVersionByArnCommand({ Arn: arnOfLayer('none', 7) }),
      'The resource you requested does not exist.',
    ],
    [
      new GetLayerVersionPolicyCommand({ LayerName: 'none', VersionNumber: 1 }),
      `Layer version ${arnOfLayer('none', 1)} does not exist.`,
    ],
    [
      new GetLayerVersionByArnCommand({ Arn: arnOfLayer('none', 7).replace(/:7$/, '') }),
      'failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)',
    ],
    [
      new GetLayerVersionByArnCommand({ Arn: 'arn:aws:lambda:::awslayer:theirs' }),
      'The resource you requested does not exist.',
    ],
    [
      new PublishLayerVersionCommand({
        LayerName: 'bad',
        Content: { ZipFile: strToU8('no zip') },
        CompatibleRuntimes: ['cobol' as never],
        CompatibleArchitectures: ['mips' as never],
      }),
      `2 validation errors detected: Value '[cobol]' at 'compatibleRuntimes' failed to satisfy constraint: Member must satisfy enum value set: [${ACCEPTED_BY_AWS}]; Value '[mips]' at 'compatibleArchitectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]`,
    ],
    [
      new PublishLayerVersionCommand({ LayerName: 'bad', Content: { ZipFile: strToU8('no zip') } }),
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
  ])("that are not there or not right are told in AWS's words (%#)", async (command, message) => {
    // @ts-expect-error a union of commands is none that send takes
    await expect(busbar.lambda.send(command)).rejects.toThrow(message)
  })
})

describe('the policy of a layer version', () => {
  it('lets another account use it, once it says so', async () => {
    const { lambda } = busbar
    const arn = await publish('given-away', shared('ours'))
    const target = { LayerName: 'given-away', VersionNumber: 1 }
    const theirs = new LambdaClient(busbar.clientConfig(OTHER_ACCOUNT))
    const read = () => theirs.send(new GetLayerVersionByArnCommand({ Arn: arn }))
    await expect(lambda.send(new GetLayerVersionPolicyCommand(target))).rejects.toThrow(
      'No policy is associated with the given resource.',
    )
    await expect(read()).rejects.toThrow('is not authorized to perform: lambda:GetLayerVersion')

    const grant = {
      ...target,
      StatementId: 'them',
      Action: 'lambda:GetLayerVersion',
      Principal: OTHER_ACCOUNT,
    }
    const added = await lambda.send(new AddLayerVersionPermissionCommand(grant))
    expect(JSON.parse(added.Statement ?? '')).toEqual({
      Sid: 'them',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
      Action: 'lambda:GetLayerVersion',
      Resource: arn,
    })
    expect((await read()).LayerVersionArn).toBe(arn)
    await expect(lambda.send(new AddLayerVersionPermissionCommand(grant))).rejects.toThrow(
      'The statement id (them) provided already exists. Please provide a new statement id, or remove the existing statement.',
    )
    const created = await theirs.send(
      new CreateFunctionCommand({
        FunctionName: 'theirs',
        Role: `arn:aws:iam::${OTHER_ACCOUNT}:role/r`,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: zipOf({ 'index.js': NODE_HANDLER }) },
        Layers: [arn],
      }),
    )
    expect(created.Layers?.[0]?.Arn).toBe(arn)

    const policy = await lambda.send(new GetLayerVersionPolicyCommand(target))
    expect(policy.RevisionId).toBe(added.RevisionId)
    const remove = { ...target, StatementId: 'them' }
    await expect(
      lambda.send(new RemoveLayerVersionPermissionCommand({ ...remove, RevisionId: 'stale' })),
    ).rejects.toThrow('Call the GetLayerPolicy API to retrieve the latest Revision Id')
    await lambda.send(new RemoveLayerVersionPermissionCommand(remove))
    await expect(read()).rejects.toThrow('is not authorized')
    await expect(lambda.send(new RemoveLayerVersionPermissionCommand(remove))).rejects.toThrow(
      'Statement them is not found in resource policy.',
    )
    theirs.destroy()
  })
})

describe('a function with layers', () => {
  it('finds their packages, a later layer before an earlier one', async () => {
    const first = await publish('first', {
      ...shared('first'),
      'nodejs/node_modules/only-first/index.js': 'exports.name = require("shared").name',
    })
    const second = await publish('second', shared('second'))
    const source = `exports.handler = async () => [
      require('shared').name, require('only-first').name, process.env.BUSBAR_OPT !== undefined]`
    const created = await create('layered', {
      Layers: [first, second],
      Code: { ZipFile: zipOf({ 'index.js': source }) },
    })
    expect(created.Layers).toEqual([
      { Arn: first, CodeSize: expect.any(Number) },
      { Arn: second, CodeSize: expect.any(Number) },
    ])
    expect(await invoke('layered')).toEqual(['second', 'second', true])

    await busbar.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'layered',
        Layers: [second, first],
      }),
    )
    expect(await invoke('layered')).toEqual(['first', 'first', true])
    const none = { FunctionName: 'layered', Layers: [] }
    await busbar.lambda.send(new UpdateFunctionConfigurationCommand(none))
    const now = await busbar.lambda.send(new GetFunctionConfigurationCommand(none))
    expect(now.Layers).toBeUndefined()
    expect(await invoke('layered')).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find module 'shared'"),
    })
  })

  it('prefers the packages of its own runtime version', async () => {
    const arn = await publish('by-version', {
      ...shared('any'),
      'nodejs/node22/node_modules/shared/index.js': 'exports.name = "for 22"',
    })
    await create('by-version', { Layers: [arn] })
    expect(await invoke('by-version')).toBe('for 22')
  })

  it('keeps what it has when the version is deleted, and freezes it in its own versions', async () => {
    const arn = await publish('frozen', shared('frozen'))
    await create('frozen', { Layers: [arn] })
    await busbar.lambda.send(new PublishVersionCommand({ FunctionName: 'frozen' }))
    await busbar.lambda.send(
      new DeleteLayerVersionCommand({ LayerName: 'frozen', VersionNumber: 1 }),
    )
    expect(await invoke('frozen')).toBe('frozen')
    await busbar.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'frozen', Layers: [] }),
    )
    expect(await invoke('frozen', '1')).toBe('frozen')
  })

  it('has their programs on its path, and starts through a wrapper of theirs', async () => {
    const script = { os: 3, attrs: (0o100755 << 16) >>> 0 } as const
    const ZipFile = zipSync({
      'bin/greet': [strToU8('#!/bin/sh\necho hello'), script],
      wrapper: [strToU8('#!/bin/sh\nexport WRAPPED=yes\nexec "$@"'), script],
    })
    const { LayerVersionArn = '' } = await busbar.lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'programs', Content: { ZipFile } }),
    )
    const source = `exports.handler = async () =>
      [require('node:child_process').execSync('greet').toString().trim(), process.env.WRAPPED]`
    await create('programs', {
      Layers: [LayerVersionArn],
      Code: { ZipFile: zipOf({ 'index.js': source }) },
      Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } },
    })
    expect(await invoke('programs')).toEqual(['hello', 'yes'])
  })

  it.skipIf(!HAS_PYTHON)('imports Python modules of theirs', async () => {
    const arn = await publish('snakes', { 'python/shared.py': 'NAME = "python"' })
    await create('snakes', {
      Runtime: 'python3.12',
      Handler: 'main.handler',
      Layers: [arn],
      Code: {
        ZipFile: zipOf({
          'main.py': 'import shared\ndef handler(event, context): return shared.NAME',
        }),
      },
    })
    expect(await invoke('snakes')).toBe('python')
  })

  it.skipIf(!HAS_CURL)('takes the bootstrap from a layer when it brings none', async () => {
    const bootstrap = `#!/bin/sh
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  HEADERS="$(mktemp)"
  curl -sS -LD "$HEADERS" "$API/next" > /dev/null
  ID="$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)"
  curl -sS -o /dev/null "$API/$ID/response" -d '"from the layer"'
done
`
    const executable = { os: 3, attrs: (0o100755 << 16) >>> 0 } as const
    const ZipFile = zipSync({ bootstrap: [strToU8(bootstrap), executable] })
    const { LayerVersionArn = '' } = await busbar.lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'runtime', Content: { ZipFile } }),
    )
    await create('runtime', { Runtime: 'provided.al2023', Layers: [LayerVersionArn] })
    expect(await invoke('runtime')).toBe('from the layer')
  })

  it('is refused in the words of AWS when its layers cannot be', async () => {
    const one = await publish('twice', shared('1'))
    const two = await publish('twice', shared('2'))
    const elsewhere = one.replace(REGION, 'us-west-2')
    const refusals: [string[], string][] = [
      [
        Array.from({ length: 6 }, (_, at) => arnOfLayer(`l${at}`, 1)),
        'Cannot reference more than 5 layers.',
      ],
      [[arnOfLayer('twice', 9)], `Layer version ${arnOfLayer('twice', 9)} does not exist.`],
      [
        [one, two],
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${one} and ${two} are versions of the same layer.`,
      ],
      [
        [elsewhere],
        `Layers are not in the same region as the function. Layers are expected to be in region ${REGION}.`,
      ],
    ]
    for (const [Layers, message] of refusals) {
      await expect(create('refused', { Layers })).rejects.toThrow(message)
    }
  })

  it('runs beside the extensions of its layers', async () => {
    const ZipFile = zipSync({
      'extensions/watcher': [strToU8(EXTENSION), { os: 3, attrs: 0o755 << 16 }],
      'extensions/lib/part': strToU8(''),
    })
    const layer = { LayerName: 'extended', Content: { ZipFile } }
    const { LayerVersionArn: arn = '' } = await busbar.lambda.send(
      new PublishLayerVersionCommand(layer),
    )
    const Code = { ZipFile: zipOf({ 'index.js': 'exports.handler = async () => 1' }) }
    await create('extended', { Layers: [arn], Code })
    const Tail = { FunctionName: 'extended', LogType: 'Tail' } as const
    const { LogResult = '' } = await busbar.lambda.send(new InvokeCommand(Tail))
    const lines = Buffer.from(LogResult, 'base64').toString().split('\n')
    expect(lines).toContain('EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE]')
  })

  it('counts as stored code of the account', async () => {
    const client = new LambdaClient(busbar.clientConfig('123412341234'))
    const ZipFile = zipOf(shared('counted'))
    await client.send(
      new PublishLayerVersionCommand({ LayerName: 'counted', Content: { ZipFile } }),
    )
    const { AccountUsage } = await client.send(new GetAccountSettingsCommand({}))
    expect(AccountUsage).toMatchObject({ TotalCodeSize: ZipFile.length, FunctionCount: 0 })
    client.destroy()
  })
})
