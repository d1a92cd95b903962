import type { CollectionName } from '../../config-store.ts'

/** The key columns of each collection's table, in the order of the key's parts. */
export const KEY_COLUMNS = {
  event_buses: ['account', 'region', 'bus'],
  rules: ['account', 'region', 'bus', 'rule'],
  functions: ['account', 'region', 'function'],
  function_versions: ['account', 'region', 'function', 'version'],
  version_counters: ['account', 'region', 'function'],
  code_signing_configs: ['account', 'region', 'config'],
  layers: ['account', 'region', 'layer'],
  schedule_cursors: ['account', 'region', 'rule'],
} as const satisfies Record<CollectionName, readonly string[]>

export const COLLECTION_NAMES: readonly CollectionName[] = [
  'event_buses',
  'rules',
  'functions',
  'function_versions',
  'version_counters',
  'code_signing_configs',
  'layers',
  'schedule_cursors',
]

export function forEachCollection<T>(make: (name: CollectionName) => T): Record<CollectionName, T> {
  return {
    event_buses: make('event_buses'),
    rules: make('rules'),
    functions: make('functions'),
    function_versions: make('function_versions'),
    version_counters: make('version_counters'),
    code_signing_configs: make('code_signing_configs'),
    layers: make('layers'),
    schedule_cursors: make('schedule_cursors'),
  }
}
