import { describe, expect, it } from 'vitest'
import { controlRoutes } from '../../../src/admin/control-routes.ts'
import type { Settled } from '../../../src/platform/settle.ts'
import { askerOf } from './asking.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const refusal = (error: RegExp) => ({ status: 400, body: { error: expect.stringMatching(error) } })

function open({ manual = true, result = { settled: true } as Settled, reset = true } = {}) {
  let now = NOW
  const calls: unknown[] = []
  const clock = {
    now: () => now,
    set(to: number) {
      calls.push(['set', to])
      now = to
    },
    async advance(to: number, timeout: number) {
      calls.push(['advance', to, timeout])
      if (result.settled) now = to
      return result
    },
  }
  const settle = async (timeout: number) => {
    calls.push(['settle', timeout])
    return result
  }
  const routes = controlRoutes({
    settle,
    clock: manual ? clock : undefined,
    now: () => now,
    reset: reset ? async () => void calls.push('reset') : undefined,
  })
  return { ask: askerOf(routes), calls }
}

describe('reset', () => {
  it('empties the server', async () => {
    const { ask, calls } = open()
    expect(await ask('POST', '/reset')).toEqual({ status: 204 })
    expect(calls).toEqual(['reset'])
  })

  it('is forbidden where others could reach it', async () => {
    const { ask } = open({ reset: false })
    expect(await ask('POST', '/reset')).toMatchObject({ status: 403 })
  })
})

describe('settle', () => {
  it('waits for ten seconds, or as long as it is told', async () => {
    const { ask, calls } = open()
    expect(await ask('POST', '/settle')).toEqual({ status: 200, body: { settled: true } })
    await ask('POST', '/settle', { query: 'timeout=50' })
    await ask('POST', '/settle', { body: { timeout: 60 } })
    expect(calls).toEqual([
      ['settle', 10_000],
      ['settle', 50],
      ['settle', 60],
    ])
  })

  it('says what still runs', async () => {
    const result = { settled: false, running: [{ label: 'invocations', count: 2 }] } as const
    const { ask } = open({ result })
    expect(await ask('POST', '/settle')).toEqual({ status: 408, body: result })
    expect(await ask('POST', '/clock/advance', { body: { seconds: 1 } })).toEqual({
      status: 408,
      body: result,
    })
  })

  it.each(['0', '-1', '600001', 'long', ''])('refuses a timeout of "%s"', async (timeout) => {
    const { ask, calls } = open()
    const query = `timeout=${timeout}`
    expect(await ask('POST', '/settle', { query })).toEqual(refusal(/timeout/))
    const request = { query, body: { seconds: 1 } }
    expect(await ask('POST', '/clock/advance', request)).toEqual(refusal(/timeout/))
    expect(calls).toEqual([])
  })
})

describe('a manual clock', () => {
  it('is read', async () => {
    const body = { mode: 'manual', now: '2026-01-01T00:00:00.000Z' }
    expect(await open().ask('GET', '/clock')).toEqual({ status: 200, body })
  })

  it.each([
    ['a time', '2026-01-01T00:01:00Z'],
    ['milliseconds', NOW + 60_000],
  ])('is set to %s', async (_what, now) => {
    const { ask, calls } = open()
    expect(await ask('POST', '/clock', { body: { now } })).toEqual({
      status: 200,
      body: { mode: 'manual', now: '2026-01-01T00:01:00.000Z' },
    })
    expect(calls).toEqual([['set', NOW + 60_000]])
  })

  it.each([
    [{ seconds: 60 }, 60_000],
    [{ seconds: 0.5 }, 500],
    [{ milliseconds: 500 }, 500],
    [{ to: '2026-01-01T00:01:00Z' }, 60_000],
    [{ seconds: 0 }, 0],
  ])('is advanced by %j', async (body, by) => {
    const { ask, calls } = open()
    expect(await ask('POST', '/clock/advance', { body })).toEqual({
      status: 200,
      body: { mode: 'manual', now: new Date(NOW + by).toISOString() },
    })
    expect(calls).toEqual([['advance', NOW + by, 10_000]])
  })

  it.each([
    ['/clock', {}, /now is/],
    ['/clock', { now: 'soon' }, /now is/],
    ['/clock', { now: null }, /now is/],
    ['/clock', { now: 1e17 }, /now is/],
    ['/clock', { now: '2025-12-31T23:59:59Z' }, /does not go back/],
    ['/clock', { now: 8e15 }, /year 9999/],
    ['/clock/advance', {}, /Give one of/],
    ['/clock/advance', { seconds: '60' }, /Give one of/],
    ['/clock/advance', { seconds: -1 }, /Give one of/],
    ['/clock/advance', { seconds: 1e12 }, /Give one of/],
    ['/clock/advance', { seconds: 1, milliseconds: 1 }, /Give one of/],
    ['/clock/advance', { to: '2025-12-31T23:59:59Z' }, /does not go back/],
    ['/clock/advance', { to: 8e15 }, /year 9999/],
  ])('refuses POST %s with %j', async (path, body, error) => {
    const { ask, calls } = open()
    expect(await ask('POST', path, { body })).toEqual(refusal(error))
    expect(calls).toEqual([])
  })
})

describe('the real time', () => {
  it('is read, and not moved', async () => {
    const { ask } = open({ manual: false })
    expect(await ask('GET', '/clock')).toMatchObject({ status: 200, body: { mode: 'system' } })
    for (const path of ['/clock', '/clock/advance']) {
      expect(await ask('POST', path, { body: { seconds: 1 } })).toMatchObject({ status: 409 })
    }
  })
})
