import type { CodeSigningConfig } from '../domain/code-signing-config.ts'
import type { EventBus } from '../domain/event-bus.ts'
import type { FunctionConfiguration, LambdaFunction, VersionCounter } from '../domain/function.ts'
import type { Layer } from '../domain/layer.ts'
import type { Rule } from '../domain/rule.ts'
import type { ScheduleCursor } from '../domain/schedule/schedule-cursor.ts'

/** Each collection and the document that it holds, one aggregate per key. */
export type Collections = {
  /** [account, region, bus] */
  event_buses: EventBus
  /** [account, region, bus, rule] */
  rules: Rule
  /** [account, region, function] */
  functions: LambdaFunction
  /** [account, region, function, number]: what a published version froze; real once its function lists it. */
  function_versions: FunctionConfiguration
  /** [account, region, function] */
  version_counters: VersionCounter
  /** [account, region, id] */
  code_signing_configs: CodeSigningConfig
  /** [account, region, layer] */
  layers: Layer
  /** [account, region, rule]: how far a rule's schedule has fired; only the default bus has schedules. */
  schedule_cursors: ScheduleCursor
}
export type CollectionName = keyof Collections

/** Ordered part by part; numbers come before strings and among themselves by value. */
export type Key = readonly (string | number)[]

/** Opaque: compare, never calculate. Never the same twice for a key, also over delete and re-create. */
export type Revision = string

export type Stored<Doc> = { readonly key: Key; readonly revision: Revision; readonly doc: Doc }

/** `absent`: only if the key does not exist; `any`: in any case; a revision: only if it is that. */
export type Expectation = 'absent' | 'any' | { readonly revision: Revision }

export type Page<Doc> = {
  readonly items: readonly Stored<Doc>[]
  /** The key to go on after; absent on the last page. */
  readonly next?: Key
}

export type ListOptions = {
  readonly after?: Key
  readonly limit: number
  /** Only keys whose last part starts with this. */
  readonly nameStartsWith?: string
}

export type Change<Doc> =
  | { readonly type: 'put'; readonly stored: Stored<Doc> }
  | { readonly type: 'delete'; readonly key: Key }

/** Thrown when an expectation does not hold; nothing was written. */
export class RevisionConflict extends Error {}

/**
 * What the user configured. Small enough to be held in memory by every process, durable before a
 * write is answered, and guarded by compare-and-set on each aggregate.
 */
export type ConfigStore = {
  get<C extends CollectionName>(
    collection: C,
    key: Key,
  ): Promise<Stored<Collections[C]> | undefined>

  /**
   * Durable, and seen by every watcher of this process, before it resolves.
   * @throws RevisionConflict also when the document names one that is not there; see `referenceOf`.
   */
  put<C extends CollectionName>(
    collection: C,
    key: Key,
    doc: Collections[C],
    expect: Expectation,
  ): Promise<Stored<Collections[C]>>

  /**
   * @returns whether the key existed.
   * @throws RevisionConflict also when another document names this one.
   */
  delete(
    collection: CollectionName,
    key: Key,
    expect: Exclude<Expectation, 'absent'>,
  ): Promise<boolean>

  /**
   * The documents whose key begins with `prefix`, in key order. A key that exists throughout a run
   * through the pages appears exactly once; a page token outlives a restart.
   */
  list<C extends CollectionName>(
    collection: C,
    prefix: Key,
    options: ListOptions,
  ): Promise<Page<Collections[C]>>

  /**
   * Tells the listener every document there is, before this returns, then every change in order.
   * @returns a function that ends the watch.
   */
  watch<C extends CollectionName>(
    collection: C,
    listener: (change: Change<Collections[C]>) => void,
  ): () => void
}
