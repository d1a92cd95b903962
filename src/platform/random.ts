import { randomUUID } from 'node:crypto'

export type Random = {
  /** Version 4, lower case. */
  uuid(): string
  /** In [0, 1). */
  fraction(): number
}

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
}
