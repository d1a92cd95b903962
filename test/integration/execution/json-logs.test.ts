import { describe, expect, it } from 'vitest'
import type { FunctionLogging } from '../../../src/domain/function-logging.ts'
import { HAS_PYTHON } from '../../support/execution/machine.ts'
import { startExecutor } from '../../support/execution/start-executor.ts'

const GROUP = '/shared/logs'
const aLogging = (change: object = {}): FunctionLogging => ({
  format: 'JSON',
  group: GROUP,
  applicationLevel: 'INFO',
  systemLevel: 'INFO',
  ...change,
})

type Line = { type?: string; level?: string; message?: unknown; [key: string]: unknown }

async function linesOf(functions: ReturnType<typeof startExecutor>): Promise<Line[]> {
  return (await functions.logged('hello', GROUP)).map(({ message }) => JSON.parse(message))
}

const fromFunction = (lines: readonly Line[]) =>
  lines.filter(({ type }) => type === undefined).map(({ timestamp: _, ...line }) => line)

const NODE = `
console.log('loading')
export const handler = async (event) => {
  console.debug('hidden'); console.trace('hidden')
  console.info('a %s', 'line')
  console.warn({ some: ['thing'] })
  console.error('it failed:', new RangeError('far'))
  console.error(Object.assign(new TypeError('no'), { code: 'E1' }))
  const own = {}; own.own = own
  console.log(own)
  console.log('two\\nlines')
  process.stdout.write('{"level":"DEBUG","message":"own"}\\n{"level":"WARN","message":"own"}\\n')
  if (event.fails) throw new Error('out')
}`

describe('a Node.js function that logs JSON', () => {
  it('writes each value of the console as a member of an object', async () => {
    await using functions = startExecutor()
    const configuration = functions.define(NODE, { logging: aLogging() })
    await functions.call(configuration, {}, { requestId: 'r-1' })
    const lines = await linesOf(functions)
    expect(lines.map(({ type }) => type).filter(Boolean)).toEqual([
      'platform.initStart',
      'platform.start',
      'platform.report',
    ])
    const requestId = 'r-1'
    const stackTrace = expect.arrayContaining([expect.stringContaining('Error')])
    expect(fromFunction(lines)).toEqual([
      { level: 'INFO', message: 'loading' },
      { level: 'INFO', requestId, message: 'a line' },
      { level: 'WARN', requestId, message: { some: ['thing'] } },
      {
        level: 'ERROR',
        requestId,
        message: expect.stringContaining('it failed: RangeError: far'),
        errorType: 'RangeError',
        errorMessage: 'far',
        stackTrace,
      },
      {
        level: 'ERROR',
        requestId,
        message: { errorType: 'TypeError', errorMessage: 'no', stackTrace, code: 'E1' },
      },
      { level: 'INFO', requestId, message: expect.stringContaining('[Circular *1]') },
      { level: 'INFO', requestId, message: 'two\nlines' },
      { level: 'WARN', message: 'own' },
    ])
    expect(lines[1]?.['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('writes what its handler threw as the message, and is told of as a success', async () => {
    await using functions = startExecutor()
    const logging = aLogging({ applicationLevel: 'ERROR', systemLevel: 'DEBUG' })
    await functions.call(functions.define(NODE, { logging }), { fails: true })
    const lines = await linesOf(functions)
    const own = fromFunction(lines)
    expect(own).toHaveLength(3)
    expect(own.at(-1)).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'Error', errorMessage: 'out' },
    })
    expect(lines.at(-1)).toMatchObject({ type: 'platform.report', record: { status: 'success' } })
  })

  it('is told of as timed out', async () => {
    await using functions = startExecutor()
    const logging = aLogging({ systemLevel: 'WARN' })
    const loop = 'export const handler = () => { for (;;); }'
    await functions.call(functions.define(loop, { logging, timeoutSeconds: 0.2 }))
    expect((await linesOf(functions)).map(({ type, record }) => [type, record])).toEqual([
      ['platform.runtimeDone', expect.objectContaining({ status: 'timeout' })],
      ['platform.report', expect.objectContaining({ status: 'timeout' })],
    ])
  })

  it('sees its format and level, and a stream that names it', async () => {
    await using functions = startExecutor()
    const source = 'export const handler = async () => process.env'
    const see = async (logging?: FunctionLogging) => {
      const changes = logging === undefined ? {} : { logging }
      return JSON.parse((await functions.call(functions.define(source, changes))).payload)
    }
    expect(await see(aLogging({ applicationLevel: 'WARN' }))).toMatchObject({
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
      AWS_LAMBDA_LOG_GROUP_NAME: GROUP,
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(
        /^2026\/01\/31\/hello\[\$LATEST\][0-9a-f]{32}$/,
      ),
    })
    const text = await see()
    expect(text).not.toHaveProperty('AWS_LAMBDA_LOG_FORMAT')
    expect(text).not.toHaveProperty('AWS_LAMBDA_LOG_LEVEL')
  })
})

const PYTHON = `
import logging
logger = logging.getLogger('mine')
def handler(event, context):
    logger.debug('hidden')
    logger.info('shown %s', 1)
    logger.warning('beware', extra={'order': 7})
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception('two\\nlines')
    raise ValueError('out')
`

describe.skipIf(!HAS_PYTHON)('a Python function that logs JSON', () => {
  const define = (functions: ReturnType<typeof startExecutor>, logging: FunctionLogging) =>
    functions.define({ 'index.py': PYTHON }, { runtime: 'python3.13', logging })

  it('writes its log records and its exception as objects', async () => {
    await using functions = startExecutor()
    const configuration = define(functions, aLogging())
    await functions.call(configuration, {}, { requestId: 'r-1' })
    const common = { logger: 'mine', requestId: 'r-1' }
    const stackTrace = [expect.stringContaining('index.py')]
    expect(fromFunction(await linesOf(functions))).toEqual([
      { ...common, level: 'INFO', message: 'shown 1' },
      { ...common, level: 'WARNING', message: 'beware', order: 7 },
      {
        ...common,
        level: 'ERROR',
        message: 'two\nlines',
        errorType: 'ZeroDivisionError',
        errorMessage: 'division by zero',
        stackTrace,
        location: expect.stringMatching(/index\.py:handler:11$/),
      },
      {
        level: 'ERROR',
        errorType: 'ValueError',
        errorMessage: 'out',
        requestId: 'r-1',
        stackTrace,
      },
    ])
  })

  it('leaves out what is below its level', async () => {
    await using functions = startExecutor()
    await functions.call(define(functions, aLogging({ applicationLevel: 'ERROR' })))
    const levels = fromFunction(await linesOf(functions)).map(({ level }) => level)
    expect(levels).toEqual(['ERROR', 'ERROR'])
  })
})
