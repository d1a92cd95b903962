import { describe, expect, it } from 'vitest'
import type {
  ApplicationLogLevel,
  FunctionLogging,
  SystemLogLevel,
} from '../../../src/domain/function-logging.ts'
import { createApplicationFilter } from '../../../src/execution/logs/application-filter.ts'
import type {
  InitializationType,
  PlatformLines,
} from '../../../src/execution/logs/platform-events.ts'
import { createPlatformLines } from '../../../src/execution/logs/platform-lines.ts'

const AT = Date.UTC(2026, 0, 31, 12)
const TIME = '2026-01-31T12:00:00.000Z'

function inJson(
  applicationLevel: ApplicationLogLevel,
  systemLevel: SystemLogLevel = 'INFO',
): FunctionLogging {
  return { format: 'JSON', group: '/aws/lambda/f', applicationLevel, systemLevel }
}

const text: FunctionLogging = { format: 'Text', group: '/aws/lambda/f' }

function linesOf(logging: FunctionLogging, initializationType: InitializationType = 'on-demand') {
  return createPlatformLines(logging, {
    functionName: 'f',
    version: '$LATEST',
    memorySizeMb: 128,
    logStream: '2026/01/31/[$LATEST]ab',
    initializationType,
    runtime: { version: 'nodejs:22.v1', versionArn: 'arn:x' },
  })
}

const done = {
  requestId: 'r-1',
  durationMs: 3.0144,
  maxMemoryKb: 36_000,
  timeoutSeconds: 3,
  producedBytes: () => 4,
}
const error = { type: 'Runtime.ExitError', message: 'RequestId: r-1 Error: gone' }
const failed = { ...done, failure: { errorType: 'Runtime.ExitError' }, error }

/** All that a life of an environment can bring, in order. */
function everything(lines: PlatformLines): readonly string[] {
  return [
    ...lines.initStart(AT),
    ...lines.initDone({ durationMs: 1.5, phase: 'init' }, AT),
    ...lines.start('r-1', AT),
    ...lines.invocationDone({ ...done, initDurationMs: 1.5 }, AT),
    ...lines.initDone({ durationMs: 10_000, phase: 'invoke', failure: 'timeout' }, AT),
    ...lines.invocationDone(failed, AT),
    ...lines.outputDropped(7, 4, AT),
  ]
}

function records(lines: readonly string[]): { type: string; record: unknown }[] {
  return lines.map((line) => {
    expect(line.endsWith('\n')).toBe(true)
    const { time, ...rest } = JSON.parse(line)
    expect(time).toBe(TIME)
    return rest
  })
}

describe('the lines of Lambda in JSON', () => {
  it('are the records of the Telemetry API', () => {
    const init = { initializationType: 'on-demand', phase: 'init' }
    const again = { ...init, phase: 'invoke', status: 'timeout' }
    const metrics = { memorySizeMB: 128, maxMemoryUsedMB: 36, durationMs: 3.014 }
    const exit = { status: 'error', errorType: 'Runtime.ExitError' }
    expect(records(everything(linesOf(inJson('INFO', 'DEBUG'))))).toEqual([
      {
        type: 'platform.initStart',
        record: {
          ...init,
          runtimeVersion: 'nodejs:22.v1',
          runtimeVersionArn: 'arn:x',
          functionName: 'f',
          functionVersion: '$LATEST',
          instanceId: '2026/01/31/[$LATEST]ab',
          instanceMaxMemory: 134_217_728,
        },
      },
      { type: 'platform.initRuntimeDone', record: { ...init, status: 'success' } },
      {
        type: 'platform.initReport',
        record: { ...init, status: 'success', metrics: { durationMs: 1.5 } },
      },
      { type: 'platform.start', record: { requestId: 'r-1', version: '$LATEST' } },
      {
        type: 'platform.runtimeDone',
        record: {
          requestId: 'r-1',
          status: 'success',
          metrics: { durationMs: 3.014, producedBytes: 4 },
        },
      },
      {
        type: 'platform.report',
        record: {
          requestId: 'r-1',
          metrics: { ...metrics, billedDurationMs: 5, initDurationMs: 1.5 },
          status: 'success',
        },
      },
      { type: 'platform.initRuntimeDone', record: again },
      { type: 'platform.initReport', record: { ...again, metrics: { durationMs: 10_000 } } },
      {
        type: 'platform.runtimeDone',
        record: { requestId: 'r-1', ...exit, metrics: { durationMs: 3.014, producedBytes: 4 } },
      },
      {
        type: 'platform.report',
        record: { requestId: 'r-1', metrics: { ...metrics, billedDurationMs: 4 }, ...exit },
      },
      {
        type: 'platform.logsDropped',
        record: { reason: 'The log keeps 4 bytes per invocation.', droppedBytes: 7 },
      },
    ])
  })

  it.each([
    ['INFO', ['initStart', 'start', 'report']],
    ['WARN', []],
  ] as const)('leave out what is below %s', (level, good) => {
    const all = records(everything(linesOf(inJson('INFO', level)))).map(({ type }) => type)
    const bad = ['initRuntimeDone', 'initReport', 'runtimeDone', 'report', 'logsDropped']
    expect(all).toEqual([...good, ...bad].map((name) => `platform.${name}`))
  })

  it('tell the init of provisioned concurrency at INFO', () => {
    const lines = linesOf(inJson('INFO'), 'provisioned-concurrency')
    const [report] = records(lines.initDone({ durationMs: 1, phase: 'init' }, AT))
    expect(report?.type).toBe('platform.initReport')
  })
})

describe('the lines of Lambda as text', () => {
  it('tell an init that went well of provisioned concurrency only', () => {
    const good = { durationMs: 1, phase: 'init' } as const
    expect(linesOf(text).initDone(good, AT)).toEqual([])
    expect(linesOf(text, 'provisioned-concurrency').initDone(good, AT)).toEqual([
      'INIT_REPORT Init Duration: 1.00 ms\tPhase: init\n',
    ])
  })
})

describe('the lines of a function', () => {
  const filtered = (logging: FunctionLogging, lines: readonly string[]) =>
    lines.filter(createApplicationFilter(logging))
  const LINES = [
    '{"level":"DEBUG"}',
    '{"level":"info"}',
    '{"level":"WARNING"}',
    '{"level":"CRITICAL"}',
    '{"level":"loud"}',
    '{"message":"none"}',
    '{ no JSON',
    'just text',
  ]

  it('are all kept of a text log, and at TRACE', () => {
    expect(filtered(text, LINES)).toEqual(LINES)
    expect(filtered(inJson('TRACE'), LINES)).toEqual(LINES)
  })

  it('are kept from their level on; those without one are INFO', () => {
    expect(filtered(inJson('INFO'), LINES)).toEqual(LINES.slice(1))
    expect(filtered(inJson('WARN'), LINES)).toEqual(LINES.slice(2, 4))
    expect(filtered(inJson('FATAL'), LINES)).toEqual(LINES.slice(3, 4))
  })
})
