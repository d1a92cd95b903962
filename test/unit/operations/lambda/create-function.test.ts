import { describe, expect, it } from 'vitest'
import {
  Conflict,
  ConstraintViolation,
  InvalidInput,
  NotSupported,
  TooLarge,
} from '../../../../src/domain/faults.ts'
import { CODE, createRoom, functionArn, MINIMAL, ROLE, SCOPE, sha256 } from './room.ts'

const DEFAULTS = {
  Architectures: ['x86_64'],
  CodeSha256: sha256(CODE, 'base64'),
  CodeSize: CODE.byteLength,
  Description: '',
  EphemeralStorage: { Size: 512 },
  FunctionArn: functionArn('billing'),
  FunctionName: 'billing',
  Handler: 'index.handler',
  LastModified: '2026-11-23T09:30:00.000+0000',
  LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/billing' },
  MemorySize: 128,
  PackageType: 'Zip',
  Role: ROLE,
  Runtime: 'nodejs22.x',
  RuntimeVersionConfig: {
    RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/),
  },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  Version: '$LATEST',
}

describe('a new function', () => {
  it('is answered as pending, with all the defaults of AWS', async () => {
    const created = await createRoom().aFunction('billing')
    expect(created).toEqual({
      ...DEFAULTS,
      RevisionId: expect.any(String),
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    })
  })

  it('is active when it is read, under another revision', async () => {
    const { aFunction, call } = createRoom()
    const created = await aFunction('billing')
    const read = await call('GetFunctionConfiguration', { FunctionName: 'billing' })
    expect(read).toEqual({
      ...DEFAULTS,
      RevisionId: expect.any(String),
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
    expect(read['RevisionId']).not.toBe(created['RevisionId'])
  })

  it('has what the caller asked for', async () => {
    const given = {
      Runtime: 'nodejs24.x',
      Description: 'bills',
      Timeout: 900,
      MemorySize: 10_240,
      Environment: { Variables: { STAGE: 'test' } },
      Architectures: ['arm64'],
      KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    }
    expect(await createRoom().aFunction('billing', given)).toMatchObject(given)
  })

  it('shows an environment only when one was given, also an empty one', async () => {
    const { aFunction } = createRoom()
    expect(await aFunction('one')).not.toHaveProperty('Environment')
    expect(await aFunction('two', { Environment: {} })).toMatchObject({
      Environment: { Variables: {} },
    })
  })

  it('may be named by an ARN or a part of one, whose qualifier is ignored', async () => {
    const { aFunction } = createRoom()
    expect(await aFunction(functionArn('one'))).toMatchObject({ FunctionName: 'one' })
    expect(await aFunction('111122223333:function:two:live')).toMatchObject({
      FunctionName: 'two',
      FunctionArn: functionArn('two'),
    })
  })

  it('has its code in the blob store before it exists', async () => {
    const { aFunction, blobs, functions } = createRoom()
    await aFunction('billing')
    const found = await functions.find(SCOPE, 'billing')
    expect(found?.function.latest.code).toEqual({
      kind: 'zip',
      sha256: sha256(CODE, 'hex'),
      sizeBytes: CODE.byteLength,
    })
    expect([...blobs.keys()]).toEqual([sha256(CODE, 'hex')])
  })

  it('belongs to its account and region alone', async () => {
    const { aFunction, call } = createRoom()
    await aFunction('billing')
    const elsewhere = { ...SCOPE, region: 'us-east-1' }
    await expect(call('GetFunction', { FunctionName: 'billing' }, elsewhere)).rejects.toThrow(
      'Function not found: arn:aws:lambda:us-east-1:111122223333:function:billing',
    )
  })

  it('takes the settings that tools send when they ask for nothing', async () => {
    const created = createRoom().aFunction('billing', {
      PackageType: 'Zip',
      Publish: false,
      TracingConfig: { Mode: 'PassThrough' },
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [], Ipv6AllowedForDualStack: false },
      DeadLetterConfig: { TargetArn: '' },
      Layers: [],
      FileSystemConfigs: [],
      ImageConfig: { EntryPoint: [], Command: [] },
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/billing' },
      Tags: {},
      KMSKeyArn: '',
    })
    await expect(created).resolves.toMatchObject(DEFAULTS)
  })
})

describe('a function that is refused', () => {
  it.each([
    ['VpcConfig.SubnetIds', { VpcConfig: { SubnetIds: ['subnet-1'] } }],
    ['VpcConfig.SecurityGroupIds', { VpcConfig: { SecurityGroupIds: ['sg-1'] } }],
    ['VpcConfig.Ipv6AllowedForDualStack', { VpcConfig: { Ipv6AllowedForDualStack: true } }],
    [
      'DeadLetterConfig.TargetArn',
      { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:1:q' } },
    ],
    ['TracingConfig.Mode', { TracingConfig: { Mode: 'Active' } }],
    ['ImageConfig.Command', { ImageConfig: { Command: ['x'] } }],
    ['ImageConfig.EntryPoint', { ImageConfig: { EntryPoint: ['x'] } }],
    ['ImageConfig.WorkingDirectory', { ImageConfig: { WorkingDirectory: '/x' } }],
    ['EphemeralStorage.Size', { EphemeralStorage: { Size: 1_024 } }],
    ['SnapStart.ApplyOn', { SnapStart: { ApplyOn: 'PublishedVersions' } }],
    ['Code.S3Bucket', { Code: { S3Bucket: 'bucket', S3Key: 'key' } }],
    ['Code.SourceKMSKeyArn', { Code: { SourceKMSKeyArn: 'arn:aws:kms:eu-west-1:1:key/k' } }],
    ['DurableConfig', { DurableConfig: { ExecutionTimeout: 1 } }],
    ['TenancyConfig', { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }],
    ['PublishTo', { PublishTo: 'LATEST_PUBLISHED' }],
  ])('names %s when busbar does not act on its value', async (member, given) => {
    const created = createRoom().aFunction('billing', given)
    await expect(created).rejects.toThrow(NotSupported)
    await expect(created).rejects.toThrow(`Parameter ${member} `)
  })

  it.each([
    [
      'ruby3.4',
      NotSupported,
      'busbar does not run ruby3.4 functions yet. These runtimes run here: nodejs24.x, nodejs22.x, nodejs20.x, nodejs18.x, nodejs16.x, python3.14, python3.13, python3.12, python3.11, python3.10, python3.9, python3.8, provided.al2023, provided.al2. A function of another language runs with a bootstrap of its own (provided.al2023), or in a container (PackageType Image).',
    ],
    [
      'nodejs14.x',
      InvalidInput,
      'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
    ],
    [
      'NODEJS22.X',
      InvalidInput,
      "Value NODEJS22.X at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2, ruby4.0] or be a valid ARN",
    ],
  ])('for its runtime %s', async (Runtime, fault, message) => {
    await expect(createRoom().aFunction('billing', { Runtime })).rejects.toThrow(new fault(message))
  })

  it.each([
    [
      'no runtime',
      { Runtime: null },
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    [
      'no handler',
      { Handler: null },
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    ['no code', { Code: {} }, 'Please provide a source for function code.'],
    [
      'empty code',
      { Code: { ZipFile: new Uint8Array() } },
      'Uploaded file must be a non-empty zip',
    ],
    [
      'code that is no zip',
      { Code: { ZipFile: new Uint8Array(64) } },
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    [
      'a reserved variable',
      { Environment: { Variables: { AWS_REGION: 'x', MINE: 'y', LAMBDA_TASK_ROOT: 'z' } } },
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT',
    ],
    [
      'too many tags',
      { Tags: Object.fromEntries([...Array(51).keys()].map((n) => [`k${n}`, ''])) },
      'Number of tags exceeds resource tag limit.',
    ],
    [
      'a name of 65 characters',
      { FunctionName: 'a'.repeat(65) },
      `1 validation error detected: Value '${'a'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
  ])('for %s', async (_what, given, message) => {
    const { call, blobs } = createRoom()
    await expect(call('CreateFunction', { ...MINIMAL, ...given })).rejects.toMatchObject({
      kind: 'invalid-input',
      message,
    })
    expect(blobs.size).toBe(0)
  })

  it('for an environment of more than 4 KB, measured as JSON', async () => {
    const { aFunction } = createRoom()
    const fits = { A1: 'x'.repeat(4_096 - '{"A1":""}'.length) }
    await expect(aFunction('fits', { Environment: { Variables: fits } })).resolves.toBeDefined()

    const tooLarge = { A1: `${fits.A1}x` }
    await expect(aFunction('not', { Environment: { Variables: tooLarge } })).rejects.toThrow(
      new InvalidInput(
        `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(tooLarge)}`,
      ),
    )
  })

  it('for a zip of more than 50 MiB', async () => {
    const ZipFile = new Uint8Array(52_428_801)
    await expect(createRoom().aFunction('billing', { Code: { ZipFile } })).rejects.toThrow(
      new TooLarge('Zipped size must be smaller than 52428800 bytes'),
    )
  })

  it.each([
    [
      { Role: 'r1' },
      "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    ],
    [
      { Timeout: 901 },
      "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      { MemorySize: 10_241 },
      "Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240",
    ],
    [
      { Architectures: ['x86_64', 'arm64'] },
      "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      { Architectures: ['X86_64'] },
      "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    ],
  ])('for %j', async (given, violation) => {
    await expect(createRoom().aFunction('billing', given)).rejects.toThrow(
      new ConstraintViolation(`1 validation error detected: ${violation}`),
    )
  })

  it('because its name is taken, before and while it is written', async () => {
    const { aFunction } = createRoom()
    const [first, second] = await Promise.allSettled([aFunction('billing'), aFunction('billing')])
    const conflict = new Conflict('Function already exist: billing')
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
    expect([first, second]).toContainEqual({ status: 'rejected', reason: conflict })
    await expect(aFunction('billing')).rejects.toThrow(conflict)
  })
})

describe('CreateFunction of other runtimes', () => {
  it.each(['python3.8', 'python3.14', 'provided.al2', 'provided.al2023'])(
    'takes %s',
    async (Runtime) => {
      const created = await createRoom().aFunction('billing', { Runtime })
      expect(created).toMatchObject({ Runtime, PackageType: 'Zip' })
    },
  )

  it('says what the machine lacks, and stores nothing', async () => {
    const { aFunction, blobs, lacking } = createRoom()
    lacking.set('python3.13', 'There is no python3.13 here')
    await expect(aFunction('billing', { Runtime: 'python3.13' })).rejects.toThrow(
      new InvalidInput('There is no python3.13 here'),
    )
    expect(blobs.size).toBe(0)
  })
})

describe('CreateFunction of an image', () => {
  const ImageUri = 'http://127.0.0.1:9000'
  const { Runtime: _runtime, Handler: _handler, ...REST } = MINIMAL
  const IMAGE = { ...REST, PackageType: 'Image', Code: { ImageUri } }

  it('shows it without a runtime', async () => {
    const { call } = createRoom()
    const created = await call('CreateFunction', IMAGE)
    expect(created).toMatchObject({ PackageType: 'Image', CodeSize: 0, Timeout: 3 })
    for (const member of ['Runtime', 'Handler', 'RuntimeVersionConfig']) {
      expect(created).not.toHaveProperty(member)
    }
    const { Code } = await call('GetFunction', { FunctionName: 'billing' })
    const ResolvedImageUri = ImageUri
    expect(Code).toEqual({ RepositoryType: 'Container', ImageUri, ResolvedImageUri })
  })

  it.each([
    ['a runtime', { Runtime: 'nodejs22.x' }, /^Please don't provide Handler or Runtime/],
    ['a handler', { Handler: 'index.handler' }, /^Please don't provide Handler or Runtime/],
    ['an archive', { Code: { ImageUri, ZipFile: CODE } }, /^Please don't provide ZipFile/],
    ['no image', { Code: {} }, /^Please provide ImageUri/],
    [
      'an image of a registry',
      { Code: { ImageUri: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/r:latest' } },
      /^Parameter Code\.ImageUri .*it does not pull images\.$/,
    ],
    ['credentials', { Code: { ImageUri: 'http://a:b@host' } }, /^Parameter Code\.ImageUri/],
    ['a query', { Code: { ImageUri: 'http://host?a=1' } }, /^Parameter Code\.ImageUri/],
    ['no host', { Code: { ImageUri: 'http://' } }, /^Parameter Code\.ImageUri/],
    ['memory', { MemorySize: 256 }, /^Parameter MemorySize/],
    ['variables', { Environment: { Variables: { AB: 'b' } } }, /^Parameter Environment/],
    ['a command', { ImageConfig: { Command: ['x'] } }, /^Parameter ImageConfig\.Command/],
  ])('refuses %s', async (_what, given, message) => {
    await expect(createRoom().call('CreateFunction', { ...IMAGE, ...given })).rejects.toThrow(
      message,
    )
  })

  it('refuses an image for an archive', async () => {
    const created = createRoom().aFunction('billing', { Code: { ImageUri } })
    await expect(created).rejects.toThrow(/^Please don't provide ImageUri/)
  })

  it('is updated with another image, and with nothing else', async () => {
    const { call, functions, retired } = createRoom()
    await call('CreateFunction', IMAGE)
    const update = (given: object) =>
      call('UpdateFunctionCode', { FunctionName: 'billing', ...given })
    await update({ ImageUri: 'http://worker:8080' })
    const found = await functions.find(SCOPE, 'billing')
    expect(found?.function.latest.code).toEqual({ kind: 'image', uri: 'http://worker:8080' })
    expect(retired).toEqual(['billing:$LATEST'])
    const message = 'Please provide ImageUri when updating a function with packageType Image.'
    await expect(update({ ZipFile: CODE })).rejects.toThrow(new InvalidInput(message))

    const configure = (given: object) =>
      call('UpdateFunctionConfiguration', { FunctionName: 'billing', ...given })
    expect(await configure({ Timeout: 9 })).toMatchObject({ Timeout: 9, PackageType: 'Image' })
    await expect(configure({ MemorySize: 256 })).rejects.toThrow(/^Parameter MemorySize/)
    await expect(configure({ Handler: 'a.b' })).rejects.toThrow(/^Please don't provide Handler/)
  })
})
