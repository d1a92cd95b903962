import { describe, expect, it } from 'vitest'
import {
  endLine,
  initReportLine,
  initStartLine,
  reportLine,
  startLine,
  timedOutLine,
} from '../../../src/execution/logs/log-lines.ts'

const WARM = { requestId: 'r-1', durationMs: 3.014, memorySizeMb: 128, maxMemoryKb: 36_000 }

describe('the lines of Lambda itself', () => {
  it.each([
    [
      'INIT_START',
      initStartLine('nodejs:22.v1', 'arn:x'),
      'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:x\n',
    ],
    ['START', startLine('r-1', '$LATEST'), 'START RequestId: r-1 Version: $LATEST\n'],
    ['END', endLine('r-1'), 'END RequestId: r-1\n'],
    [
      'INIT_REPORT of an init that took too long',
      initReportLine(10_000, 'init', 'timeout'),
      'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n',
    ],
    [
      'INIT_REPORT of an init that failed',
      initReportLine(1.5, 'invoke', { errorType: 'Runtime.ExitError' }),
      'INIT_REPORT Init Duration: 1.50 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\n',
    ],
    [
      'the older time-out',
      timedOutLine(Date.UTC(2026, 0, 2), 'r-1', 3),
      '2026-01-02T00:00:00.000Z r-1 Task timed out after 3.00 seconds\n',
    ],
  ])('read as recorded: %s', (_name, line, expected) => {
    expect(line).toBe(expected)
  })
})

describe('REPORT', () => {
  it.each([
    [
      'of a warm invocation',
      {},
      'Duration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n',
    ],
    [
      'after a cold start, whose init is billed',
      { durationMs: 80, initDurationMs: 133.61 },
      'Duration: 80.00 ms\tBilled Duration: 214 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 133.61 ms\t\n',
    ],
    [
      'of a time-out',
      { durationMs: 3_000, failure: 'timeout' as const },
      'Duration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: timeout\n',
    ],
    [
      'of a crash that used more memory than there is',
      { maxMemoryKb: 999_999, failure: { errorType: 'Runtime.OutOfMemory' } },
      'Duration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\n',
    ],
  ])('reads as recorded: %s', (_what, changes, expected) => {
    expect(reportLine({ ...WARM, ...changes })).toBe(`REPORT RequestId: r-1\t${expected}`)
  })

  it('bills what it shows, not what it hides', () => {
    expect(reportLine({ ...WARM, durationMs: 3.0004 })).toContain('\tBilled Duration: 3 ms\t')
  })
})
