import { describe, expect, it } from 'vitest'
import { codeRoute } from '../../../src/admin/code-route.ts'
import { statusRoutes } from '../../../src/admin/status-routes.ts'
import type { RefusedRule } from '../../../src/domain/rule.ts'
import { createMetrics } from '../../../src/platform/metrics.ts'
import { createInMemoryBlobStore } from '../../support/execution/in-memory-blob-store.ts'
import { askerOf } from './asking.ts'

describe('the state of the server', () => {
  const open = (isReady: boolean, refused: readonly RefusedRule[] = []) => {
    const metrics = createMetrics()
    metrics.counter('busbar_events_total', 'Events.').add(3)
    const parts = { version: '1.2.3', isReady: () => isReady, metrics }
    return askerOf(statusRoutes({ ...parts, refusedRules: () => refused }))
  }

  it('is healthy as soon as it answers', async () => {
    const answer = { status: 200, body: { status: 'ok', version: '1.2.3' } }
    expect(await open(false)('GET', '/health')).toEqual(answer)
  })

  it('is healthy with rules that are not understood, and names them', async () => {
    const rule = { rule: 'arn:rule', parameter: 'EventPattern', reason: 'Unknown.' }
    expect(await open(true, [rule])('GET', '/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', refusedRules: [rule] },
    })
  })

  it('is ready when it takes requests', async () => {
    expect(await open(true)('GET', '/ready')).toEqual({ status: 200, body: { status: 'ready' } })
    expect(await open(false)('GET', '/ready')).toMatchObject({ status: 503 })
  })

  it('is measured for Prometheus', async () => {
    expect(await open(true)('GET', '/metrics')).toEqual({
      status: 200,
      body: expect.stringContaining('busbar_events_total 3\n'),
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
    })
  })
})

describe('the code of a function', () => {
  it('is given back as it was uploaded, by its hash alone', async () => {
    const blobs = createInMemoryBlobStore()
    const bytes = Uint8Array.from([80, 75, 3, 4])
    const sha256 = await blobs.put(bytes)
    const ask = askerOf([codeRoute(blobs)])
    expect(await ask('GET', '/code/:sha256', { parameters: { sha256 } })).toEqual({
      status: 200,
      body: bytes,
      contentType: 'application/zip',
    })
    for (const parameters of [{ sha256: 'none' }, {}]) {
      expect(await ask('GET', '/code/:sha256', { parameters })).toMatchObject({ status: 404 })
    }
  })
})
