import { expect, it } from 'vitest'
import { createMetrics } from '../../../src/platform/metrics.ts'

it('prints counters and labelled gauges in the Prometheus text format', () => {
  const metrics = createMetrics()
  metrics.counter('busbar_events_total', 'Events.').add(2)
  metrics.counter('busbar_events_total', 'Events.').add()
  metrics.gauge('busbar_backlog', 'Waiting work.', () => [
    { labels: { queue: 'deliveries' }, value: 1 },
    { labels: { queue: 'a"b' }, value: 0 },
  ])
  expect(metrics.render()).toBe(
    [
      '# HELP busbar_events_total Events.',
      '# TYPE busbar_events_total counter',
      'busbar_events_total 3',
      '# HELP busbar_backlog Waiting work.',
      '# TYPE busbar_backlog gauge',
      'busbar_backlog{queue="deliveries"} 1',
      'busbar_backlog{queue="a\\"b"} 0',
      '',
    ].join('\n'),
  )
})
