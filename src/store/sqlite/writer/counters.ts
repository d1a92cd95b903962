import type { Db } from '../database/open-database.ts'

export type CounterName = 'epoch' | 'event_bytes' | 'position' | 'revision'

/** The counters of the database, held in memory and written with each transaction that moved one. */
export type Counters = {
  get(name: CounterName): number
  /** @returns the new value. */
  add(name: CounterName, change: number): number
  /** Writes what has changed; part of the transaction that is open. */
  save(): void
  /** Goes back to what the database holds, after a transaction has failed. */
  reload(): void
}

export function createCounters(db: Db): Counters {
  const select = db.prepare<[], { name: CounterName; value: number }>(
    'select name, value from counters',
  )
  const update = db.prepare('update counters set value = ? where name = ?')
  const values = new Map<CounterName, number>()
  const changed = new Set<CounterName>()

  const reload = () => {
    changed.clear()
    for (const { name, value } of select.all()) values.set(name, value)
  }
  reload()

  return {
    get: (name) => values.get(name) ?? 0,
    add(name, change) {
      const value = (values.get(name) ?? 0) + change
      values.set(name, value)
      changed.add(name)
      return value
    },
    save() {
      for (const name of changed) update.run(values.get(name), name)
      changed.clear()
    },
    reload,
  }
}
