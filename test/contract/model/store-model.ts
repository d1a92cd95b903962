import type { Claim, NewWork, QueueName } from '../../../src/store/work-queue.ts'

export type ModelledWork = NewWork & { seq: number; attempts: number; token: string | undefined }

/** The least that keeps the promises: plain collections, nothing at the same time. */
export class StoreModel {
  /** By bus name. */
  readonly buses = new Map<string, { revision: string; createdAt: number }>()
  /** Every revision that was ever given out, for the key that it was given to. */
  readonly revisions = new Set<string>()
  readonly work: ModelledWork[] = []
  /** Claims that were given out, stale ones too. */
  readonly claims: Claim[] = []
  readonly attempts = new Map<string, number>()
  #seq = 0

  find(queue: QueueName, id: string): ModelledWork | undefined {
    return this.work.find((item) => item.queue === queue && item.id === id)
  }

  add(item: NewWork): ModelledWork | undefined {
    if (this.find(item.queue, item.id) !== undefined) return undefined
    this.#seq += 1
    const added = { ...item, seq: this.#seq, attempts: 0, token: undefined }
    this.work.push(added)
    return added
  }

  remove(item: ModelledWork): void {
    this.work.splice(this.work.indexOf(item), 1)
  }

  /** What nobody holds, longest due first. */
  free(queue: QueueName): ModelledWork[] {
    return this.work
      .filter((item) => item.queue === queue && item.token === undefined)
      .toSorted((a, b) => a.dueAt - b.dueAt || a.seq - b.seq)
  }

  crash(): void {
    for (const item of this.work) item.token = undefined
  }
}
