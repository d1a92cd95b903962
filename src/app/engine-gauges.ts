import type { Dispatcher } from '../delivery/dispatcher.ts'
import type { Executor } from '../execution/executor.ts'
import type { Metrics } from '../platform/metrics.ts'

export function gaugeEngines(
  metrics: Metrics,
  engines: { invocations: Dispatcher; deliveries: Dispatcher; executor: Executor },
): void {
  const { invocations, deliveries, executor } = engines
  metrics.gauge('busbar_backlog', 'Work in memory, by queue.', () => [
    { labels: { queue: 'invocations' }, value: invocations.backlog() },
    { labels: { queue: 'deliveries' }, value: deliveries.backlog() },
  ])
  metrics.gauge('busbar_backlog_bytes', 'Memory taken up by that work, about.', () => [
    { labels: { queue: 'invocations' }, value: invocations.backlogBytes() },
    { labels: { queue: 'deliveries' }, value: deliveries.backlogBytes() },
  ])
  metrics.gauge('busbar_environments', 'Execution environments, by state.', () =>
    Object.entries(executor.environments()).map(([state, value]) => ({ labels: { state }, value })),
  )
}
