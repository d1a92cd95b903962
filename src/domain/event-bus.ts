import type { Millis } from './scope.ts'
import type { Tags } from './tags.ts'

export type EventBus = {
  readonly name: string
  readonly description?: string
  readonly kmsKeyIdentifier?: string
  readonly createdAt: Millis
  readonly lastModifiedAt: Millis
  readonly tags: Tags
  /** Set while a deletion makes sure that the bus has no rules. */
  readonly deleting?: true
}

export const DEFAULT_BUS = 'default'
