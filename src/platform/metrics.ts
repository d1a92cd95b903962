export type Counter = { add(amount?: number): void }

export type Metrics = {
  /** Grows only. Asking for the same name again gives the same counter. */
  counter(name: string, help: string): Counter
  /** Read when the metrics are asked for; labels distinguish several values of one name. */
  gauge(name: string, help: string, read: () => number | readonly LabelledValue[]): void
  /** Prometheus text format 0.0.4. */
  render(): string
}

export type LabelledValue = {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

type Metric = {
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly read: () => number | readonly LabelledValue[]
}

export function createMetrics(): Metrics {
  const metrics = new Map<string, Metric>()
  const counters = new Map<string, Counter>()

  return {
    counter(name, help) {
      const known = counters.get(name)
      if (known) return known
      let total = 0
      const counter = {
        add(amount = 1) {
          total += amount
        },
      }
      counters.set(name, counter)
      metrics.set(name, { type: 'counter', help, read: () => total })
      return counter
    },
    gauge(name, help, read) {
      metrics.set(name, { type: 'gauge', help, read })
    },
    render: () => [...metrics].map(([name, metric]) => renderMetric(name, metric)).join(''),
  }
}

function renderMetric(name: string, { type, help, read }: Metric): string {
  const value = read()
  const lines =
    typeof value === 'number'
      ? [`${name} ${value}`]
      : value.map((one) => `${name}{${renderLabels(one.labels)}} ${one.value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')
}
