import { expect, it } from 'vitest'
import { MAX_OUTPUT_BYTES } from '../../../src/execution/logs/environment-log.ts'
import { START, startExecutor } from '../../support/execution/start-executor.ts'

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`
const MS = String.raw`\d+\.\d\d ms`

async function messages(functions: ReturnType<typeof startExecutor>): Promise<string[]> {
  return (await functions.logged()).map(({ message }) => message)
}

function matching(...patterns: readonly string[]) {
  return patterns.map((pattern) => expect.stringMatching(new RegExp(`^${pattern}\n$`)))
}

it('logs a cold and a warm invocation as Lambda does', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    console.log('loading')
    export const handler = async () => {
      console.log('a %s', 'line', { n: 1 })
      console.error('two\\nlines')
      console.debug('d'); console.info('i'); console.warn('w'); console.trace('t')
      process.stdout.write('raw\\n')
      process.stderr.write('raw error\\n')
      process.stdout.write('no newline')
    }`)
  await functions.call(configuration, {}, { requestId: 'r-1' })
  await functions.call(configuration, {}, { requestId: 'r-2' })

  const lines = await functions.logged()
  expect(new Set(lines.map(({ stream }) => stream)).size).toBe(1)
  expect(lines[0]).toMatchObject({ timestamp: START })
  const printed = (id: string) => [
    `${TIME}\t${id}\tINFO\ta line { n: 1 }`,
    `${TIME}\t${id}\tERROR\ttwo\rlines`,
    `${TIME}\t${id}\tDEBUG\td`,
    `${TIME}\t${id}\tINFO\ti`,
    `${TIME}\t${id}\tWARN\tw`,
    `${TIME}\t${id}\tTRACE\tt`,
    'raw',
    'no newline',
  ]
  const texts = lines.map(({ message }) => message).filter((text) => text !== 'raw error\n')
  expect(texts).toHaveLength(lines.length - 2)
  expect(texts).toEqual(
    matching(
      String.raw`INIT_START Runtime Version: nodejs:22\.v1\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}`,
      `${TIME}\tundefined\tINFO\tloading`,
      String.raw`START RequestId: r-1 Version: \$LATEST`,
      ...printed('r-1'),
      'END RequestId: r-1',
      `REPORT RequestId: r-1\tDuration: ${MS}\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: ${MS}\t`,
      String.raw`START RequestId: r-2 Version: \$LATEST`,
      ...printed('r-2'),
      'END RequestId: r-2',
      `REPORT RequestId: r-2\tDuration: ${MS}\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\t`,
    ),
  )
})

it('gives the tail of exactly one invocation', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(
    'export const handler = async (event) => { process.stdout.write(event.text) }',
  )
  await functions.call(configuration, { text: 'one\n' })
  const two = await functions.call(configuration, { text: 'two\n' }, { requestId: 'r-2' })
  const tail = Buffer.from(two.logTail()).toString()
  expect(tail).toMatch(/^START RequestId: r-2 Version: \$LATEST\ntwo\nEND RequestId: r-2\nREPORT /)

  const long = await functions.call(configuration, { text: `${'x'.repeat(9_000)}\n` })
  expect(long.logTail()).toHaveLength(4_096)
  expect(Buffer.from(long.logTail()).toString()).toMatch(/^x+\nEND RequestId: .*\nREPORT .*\t\n$/)
})

it('has all that was printed before it answers', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    import { writeSync } from 'node:fs'
    export const handler = async (event) => {
      for (let n = 0; n < event.lines; n += 1) console.log('line')
      writeSync(1, 'last out\\n')
      writeSync(2, 'last error\\n')
    }`)
  for (let round = 0; round < 200; round += 1) {
    const lines = (round * 7) % 40
    const { logTail } = await functions.call(configuration, { lines }, { requestId: `r-${round}` })
    const tail = Buffer.from(logTail()).toString()
    const body = tail.slice(tail.indexOf('START'), tail.indexOf('END'))
    expect(body.match(/\tline\n/g)?.length ?? 0).toBe(lines)
    expect(body).toContain('last out\n')
    expect(body).toContain('last error\n')
  }
})

it('logs what the handler threw', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = async () => { throw Object.assign(new Error('no'), { code: 'E1', extra: [1] }) }`)
  await functions.call(configuration, {}, { requestId: 'r-1' })
  const line = (await messages(functions)).find((text) => text.includes('Invoke Error')) ?? ''
  expect(line).toMatch(new RegExp(`^${TIME}\tr-1\tERROR\tInvoke Error \t\\{`))
  expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
    errorType: 'Error',
    errorMessage: 'no',
    code: 'E1',
    extra: [1],
    stack: expect.arrayContaining(['Error: no']),
  })
  // A handler's own exception is no failure of its environment.
  expect((await messages(functions)).at(-1)).toMatch(/\t\n$/)
})

it('says that an invocation timed out, before END and in REPORT', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(
    "export const handler = async () => { console.log('in time'); for (;;); }",
    { timeoutSeconds: 0.2 },
  )
  await functions.call(configuration, {}, { requestId: 'r-1' })
  expect((await messages(functions)).slice(2)).toEqual(
    matching(
      `${TIME}\tr-1\tINFO\tin time`,
      String.raw`2026-01-31T12:00:00\.000Z r-1 Task timed out after 0\.20 seconds`,
      'END RequestId: r-1',
      `REPORT RequestId: r-1\tDuration: 200\\.00 ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: ${MS}\tStatus: timeout`,
    ),
  )
})

it('keeps the last words of a process that ends', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = async () => {
      for (let n = 0; n < 20_000; n += 1) process.stdout.write('line ' + n + '\\n')
      process.exit(1)
    }`)
  await functions.call(configuration, {}, { requestId: 'r-1' })
  const texts = await messages(functions)
  expect(texts.filter((text) => text.startsWith('line '))).toHaveLength(20_000)
  expect(texts.slice(-5)).toEqual(
    matching(
      'line 19999',
      'RequestId: r-1 Error: Runtime exited with error: exit status 1',
      'Runtime.ExitError',
      'END RequestId: r-1',
      'REPORT RequestId: r-1\t.*\tStatus: error\tError Type: Runtime.ExitError',
    ),
  )
})

it('drops output beyond the limit of an invocation, and says how much', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(
    `const line = 'x'.repeat(999) + '\\n'
    export const handler = async (event) => {
      for (let n = 0; n < event.lines; n += 1) process.stdout.write(line)
    }`,
    { timeoutSeconds: 60 },
  )
  const lines = 100_000
  await functions.call(configuration, { lines }, { requestId: 'r-1' })
  const texts = await messages(functions)
  const kept = texts.filter((text) => text.startsWith('xxx'))
  const keptBytes = kept.join('').length
  expect(keptBytes).toBeLessThanOrEqual(MAX_OUTPUT_BYTES)
  expect(keptBytes).toBeGreaterThan(MAX_OUTPUT_BYTES - 70_000)
  const note = texts.find((text) => text.startsWith('busbar:')) ?? ''
  expect(note).toBe(
    `busbar: ${lines * 1_000 - keptBytes} bytes of output were dropped; the log keeps ${MAX_OUTPUT_BYTES} bytes per invocation\n`,
  )

  // The next invocation has its own allowance.
  await functions.call(configuration, { lines: 3 }, { requestId: 'r-2' })
  expect((await messages(functions)).slice(-5, -2)).toEqual(kept.slice(0, 3))
})

it('logs what comes between two invocations', async () => {
  await using functions = startExecutor()
  const configuration = functions.define(`
    export const handler = async () => { setTimeout(() => console.log('afterwards'), 10) }`)
  await functions.call(configuration)
  await expect.poll(async () => (await messages(functions)).at(-1)).toContain('afterwards')
})
