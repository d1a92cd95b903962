import {
  CreateFunctionCommand,
  type FunctionCode,
  GetFunctionCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { startFakeS3 } from '../../support/fake-s3.ts'
import { zipOf } from '../../support/functions.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

const answering = (text: string) =>
  zipOf({ 'index.mjs': `export const handler = async () => ${JSON.stringify(text)}` })

function create(busbar: Busbar, FunctionName: string, Code: FunctionCode) {
  return busbar.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${ACCOUNT}:role/test`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code,
    }),
  )
}

async function invoke(busbar: Busbar, FunctionName: string) {
  const { Payload } = await busbar.lambda.send(new InvokeCommand({ FunctionName }))
  return JSON.parse(Payload?.transformToString() ?? '')
}

describe('code in a bucket', () => {
  it('is fetched from the configured S3 by CreateFunction, UpdateFunctionCode and for layers', async () => {
    using s3 = await startFakeS3({
      'assets/a b/../code+1.zip': answering('from S3'),
      'assets/next.zip': answering('next'),
    })
    await using busbar = await startBusbar({ endpointS3: s3.url })
    const created = await create(busbar, 'f', {
      S3Bucket: 'assets',
      S3Key: 'a b/../code+1.zip',
      S3ObjectVersion: 'v/1',
    })
    expect(created.CodeSize).toBe(answering('from S3').length)
    expect(await invoke(busbar, 'f')).toBe('from S3')
    expect(s3.seen).toEqual([
      {
        target: '/assets/a%20b/../code%2B1.zip?versionId=v%2F1',
        headers: expect.objectContaining({
          authorization: expect.stringMatching(
            new RegExp(
              `^AWS4-HMAC-SHA256 Credential=${ACCOUNT}/\\d{8}/${REGION}/s3/aws4_request, `,
            ),
          ),
        }),
      },
    ])

    const next = { S3Bucket: 'assets', S3Key: 'next.zip' }
    await busbar.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'f', ...next, DryRun: true }),
    )
    expect(await invoke(busbar, 'f')).toBe('from S3')
    await busbar.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ...next }))
    expect(await invoke(busbar, 'f')).toBe('next')
    const layer = await busbar.lambda.send(
      new PublishLayerVersionCommand({ LayerName: 'l', Content: next }),
    )
    expect(layer.Content?.CodeSize).toBe(answering('next').length)
  })

  it('is signed with the configured keys', async () => {
    using s3 = await startFakeS3({ 'assets/code.zip': answering('x') })
    const keys = { s3AccessKeyId: 'AKIDEXAMPLE', s3SecretAccessKey: 's', s3SessionToken: 'token' }
    await using busbar = await startBusbar({ endpointS3: `${s3.url}/`, ...keys })
    await create(busbar, 'f', { S3Bucket: 'assets', S3Key: 'code.zip' })
    expect(s3.seen[0]?.headers).toMatchObject({
      authorization: expect.stringContaining('Credential=AKIDEXAMPLE/'),
      'x-amz-security-token': 'token',
    })
  })

  it("is told in Lambda's words when it is not there, or no archive", async () => {
    using s3 = await startFakeS3({ 'assets/text.txt': new TextEncoder().encode('text') })
    await using busbar = await startBusbar({ endpointS3: s3.url })
    const refusals = [
      [
        'assets',
        'gone.zip',
        'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
      ],
      [
        'nowhere',
        'a.zip',
        'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
      ],
      [
        'assets',
        'text.txt',
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      ],
    ] as const
    for (const [S3Bucket, S3Key, message] of refusals) {
      await expect(create(busbar, 'f', { S3Bucket, S3Key })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message,
      })
    }
  })

  it('says so when nobody answers there, and when another source is given too', async () => {
    await using busbar = await startBusbar({ endpointS3: 'http://127.0.0.1:1' })
    const inBucket = { S3Bucket: 'assets', S3Key: 'code.zip' }
    await expect(create(busbar, 'f', inBucket)).rejects.toThrow(
      'The S3 of BUSBAR_ENDPOINT_S3 does not answer (ECONNREFUSED).',
    )
    await expect(create(busbar, 'f', { ...inBucket, ZipFile: answering('x') })).rejects.toThrow(
      'Please do not provide other FunctionCode parameters when providing a ZipFile.',
    )
  })

  it('of AWS itself needs keys, which is said at the start', async () => {
    await expect(startBusbar({ endpointS3: 'aws' })).rejects.toThrow(
      'BUSBAR_ENDPOINT_S3 is aws, which needs BUSBAR_S3_ACCESS_KEY_ID and BUSBAR_S3_SECRET_ACCESS_KEY.',
    )
  })
})

it('GetFunction of code from a bucket leads to the archive as it was fetched', async () => {
  using s3 = await startFakeS3({ 'assets/code.zip': answering('x') })
  await using busbar = await startBusbar({ endpointS3: s3.url })
  await create(busbar, 'f', { S3Bucket: 'assets', S3Key: 'code.zip' })
  const { Code } = await busbar.lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))
  const archive = await (await fetch(Code?.Location ?? '')).arrayBuffer()
  expect(Buffer.from(archive)).toEqual(Buffer.from(answering('x')))
})
