import { describe, expect, it } from 'vitest'
import type { Logger } from '../../../src/platform/logger.ts'
import { BUFFER_LIMIT, createLogBuffer } from '../../../src/store/sqlite/logs/log-buffer.ts'
import type { LogEntry } from '../../../src/store/sqlite/reader/reader-requests.ts'

const group = { account: '0', region: 'r', group: 'g' }
const lineOf = (message: string) => [{ timestamp: 1, message }]

function setUp() {
  const written: LogEntry[][] = []
  const warnings: string[] = []
  const due: (() => void)[] = []
  const disk = { isFull: false, ready: Promise.resolve() }
  const write = async (entries: readonly LogEntry[]) => {
    await disk.ready
    if (disk.isFull) throw new Error('The disk is full.')
    written.push([...entries])
  }
  const timers = {
    mono: () => 0,
    after: (_ms: number, callback: () => void) => {
      due.push(callback)
      return () => {}
    },
  }
  const logger = { warn: (message: string) => warnings.push(message) } as unknown as Logger
  const buffer = createLogBuffer(write, timers, logger)
  const texts = () => written.map((batch) => batch.flatMap((entry) => entry[7]))
  return { buffer, written, texts, due, disk, warnings }
}

describe('the buffer of function logs', () => {
  it('writes what arrived within a moment as one batch', async () => {
    const { buffer, texts, due } = setUp()
    buffer.append(group, 's', lineOf('a'), 1)
    buffer.append(group, 's', lineOf('b'), 1)
    expect(due).toHaveLength(1)
    due[0]?.()
    await buffer.flush()
    expect(texts()).toEqual([['a', 'b']])
    buffer.append(group, 's', lineOf('c'), 1)
    expect(due).toHaveLength(2)
  })

  it('brings the lines of each stream together, with the time and the place of each', async () => {
    const { buffer, written } = setUp()
    for (const [stream, message, now] of [
      ['s', 'a', 1],
      ['t', 'b', 2],
      ['s', 'c', 3],
    ] as const) {
      buffer.append(group, stream, () => lineOf(message), now)
    }
    await buffer.flush()
    expect(written).toEqual([
      [
        ['0', 'r', 'g', 's', 1, [1, 1], [1, 3], ['a', 'c'], [0, 2]],
        ['0', 'r', 'g', 't', 2, [1], [2], ['b'], [1]],
      ],
    ])
  })

  it('resolves a flush only when lines that came before it are written', async () => {
    const { buffer, texts } = setUp()
    buffer.append(group, 's', lineOf('a'), 1)
    const first = buffer.flush()
    buffer.append(group, 's', lineOf('b'), 1)
    await buffer.flush()
    await first
    expect(texts().flat()).toEqual(['a', 'b'])
  })

  it('drops what does not fit while a batch is on its way, and says so in each stream', async () => {
    const { buffer, texts, disk } = setUp()
    const { promise, resolve } = Promise.withResolvers<void>()
    disk.ready = promise
    buffer.append(group, 's', lineOf('x'.repeat(BUFFER_LIMIT - 64)), 1)
    const flushed = buffer.flush()
    await new Promise((resume) => setImmediate(resume))
    buffer.append(group, 's', [...lineOf('lost'), ...lineOf('lost')], 1)
    buffer.append(group, 't', lineOf('lost'), 1)
    resolve()
    await flushed
    await buffer.flush()
    expect(texts().flat().slice(1)).toEqual([
      '[busbar] 2 log lines were dropped',
      '[busbar] 1 log lines were dropped',
    ])
    buffer.append(group, 's', lineOf('fits again'), 1)
    await buffer.flush()
    expect(texts().flat()).toContain('fits again')
  })

  it('counts what could not be written, warns once, and says so when it can be again', async () => {
    const { buffer, texts, disk, warnings } = setUp()
    disk.isFull = true
    for (let i = 0; i < 3; i += 1) {
      buffer.append(group, 's', lineOf('lost'), 1)
      await buffer.flush()
    }
    disk.isFull = false
    await buffer.flush()
    expect(texts()).toEqual([['[busbar] 3 log lines were dropped']])
    expect(warnings).toEqual(['Function logs could not be written.'])
  })
})
