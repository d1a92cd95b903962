import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RECORDER, zipOf } from '../../support/functions.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { canRun, run } from '../../support/run-command.ts'
import { ACCOUNT, type Busbar, REGION, startBusbar } from '../../support/start-busbar.ts'

/** Both major versions are in use; a machine may have either, both, or none. */
const found = ['aws', '/usr/bin/aws', '/usr/local/bin/aws'].filter((cli) =>
  canRun(cli, ['--version']),
)

describe.skipIf(found.length === 0)('the AWS CLI (skipped where there is none)', () => {
  describe.each(found)('%s', (cli) => {
    let busbar: Busbar
    let folder: string
    let isVersion2 = false

    const aws = (...args: string[]) =>
      run(cli, [...args, '--endpoint-url', busbar.url, '--region', REGION], {
        AWS_ACCESS_KEY_ID: ACCOUNT,
        AWS_SECRET_ACCESS_KEY: 'secret',
      })
    const json = async (...args: string[]) => JSON.parse(await aws(...args, '--output', 'json'))

    beforeAll(async () => {
      busbar = await startBusbar()
      folder = await mkdtemp(join(tmpdir(), 'busbar-cli-'))
      isVersion2 = (await run(cli, ['--version'])).startsWith('aws-cli/2')
    })
    afterAll(async () => {
      await busbar[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    })

    it('goes through the quick start', async () => {
      const zip = join(folder, 'code.zip')
      await writeFile(zip, zipOf({ 'index.mjs': RECORDER }))
      const role = `arn:aws:iam::${ACCOUNT}:role/r`
      const code = ['--zip-file', `fileb://${zip}`, '--runtime', 'nodejs22.x']
      const { FunctionArn } = await json(
        ...['lambda', 'create-function', '--function-name', 'hello', '--handler', 'index.handler'],
        ...[...code, '--role', role],
      )
      await aws('lambda', 'wait', 'function-active-v2', '--function-name', 'hello')
      await aws('events', 'put-rule', '--name', 'orders', '--event-pattern', '{"source":["shop"]}')
      await aws('events', 'put-targets', '--rule', 'orders', '--targets', `Id=1,Arn=${FunctionArn}`)
      const entry = { Source: 'shop', DetailType: 'OrderPlaced', Detail: '{"id":1}' }
      const put = await json('events', 'put-events', '--entries', JSON.stringify([entry]))
      expect(put).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] })
      await busbar.settle()

      const { events } = await json(
        'logs',
        'filter-log-events',
        '--log-group-name',
        '/aws/lambda/hello',
      )
      const messages = events.map(({ message }: { message: string }) => message).join('')
      expect(messages).toMatch(
        /^INIT_START .*START RequestId: .*"detail":\{"id":1\}.*END RequestId: .*REPORT /s,
      )

      if (isVersion2) {
        const tailed = await aws('logs', 'tail', '/aws/lambda/hello', '--since', '1h')
        expect(tailed).toContain('EVENT {"version":"0"')
      }
    }, 60_000)

    it('invokes, and saves what comes back', async () => {
      const out = join(folder, 'out.json')
      const raw = isVersion2 ? ['--cli-binary-format', 'raw-in-base64-out'] : []
      const result = await json(
        ...[
          'lambda',
          'invoke',
          '--function-name',
          'hello',
          '--payload',
          '{"n":1}',
          '--log-type',
          'Tail',
        ],
        ...[...raw, out],
      )
      expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
      expect(Buffer.from(result.LogResult, 'base64').toString()).toContain('EVENT {"n":1}')
      expect(await readFile(out, 'utf8')).toBe('null')
      // Without a payload the CLI sends neither a body nor a content type.
      expect(await json('lambda', 'invoke', '--function-name', 'hello', out)).toMatchObject({
        StatusCode: 200,
      })
    }, 60_000)

    it('gives a function a web address', async () => {
      const named = ['--function-name', 'hello']
      const created = await json(
        ...['lambda', 'create-function-url-config', ...named, '--auth-type', 'NONE'],
        ...['--cors', 'AllowOrigins=https://example.com,MaxAge=60'],
      )
      expect(created.Cors).toEqual({ AllowOrigins: ['https://example.com'], MaxAge: 60 })
      const { FunctionUrl } = created
      const mode = ['--invoke-mode', 'RESPONSE_STREAM']
      await aws('lambda', 'update-function-url-config', ...named, ...mode)
      const found = await json('lambda', 'get-function-url-config', ...named)
      expect(found).toMatchObject({ FunctionUrl, InvokeMode: 'RESPONSE_STREAM' })
      const listed = await json('lambda', 'list-function-url-configs', ...named)
      expect(listed).toEqual({ FunctionUrlConfigs: [found] })
      await aws(
        ...['lambda', 'add-permission', ...named, '--statement-id', 'url', '--principal', '*'],
        ...['--action', 'lambda:InvokeFunctionUrl', '--function-url-auth-type', 'NONE'],
      )
      // Its name need not resolve here; curl knows such names, where there is one.
      const { host } = new URL(FunctionUrl)
      const { status, text } = await rawRequest(busbar.url, { headers: { host } })
      expect([status, text]).toEqual([200, 'null'])
      if (canRun('curl', ['--version']))
        expect(await run('curl', ['-sS', FunctionUrl])).toBe('null')
      await aws('lambda', 'delete-function-url-config', ...named)
      await expect(aws('lambda', 'get-function-url-config', ...named)).rejects.toThrow(
        /\(ResourceNotFoundException\) .* The resource you requested does not exist\./,
      )
    }, 60_000)

    it('says who it is, and shows errors as AWS words them', async () => {
      expect(await json('sts', 'get-caller-identity')).toMatchObject({ Account: ACCOUNT })
      await expect(aws('events', 'describe-rule', '--name', 'nothing')).rejects.toThrow(
        /An error occurred \(ResourceNotFoundException\) when calling the DescribeRule operation: Rule nothing does not exist on EventBus default\./,
      )
      await expect(aws('lambda', 'get-function', '--function-name', 'nothing')).rejects.toThrow(
        /\(ResourceNotFoundException\) .* Function not found: arn:aws:lambda:/,
      )
    }, 60_000)
  })
})
