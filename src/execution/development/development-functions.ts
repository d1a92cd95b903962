import { parse, resolve, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { LambdaFunction } from '../../domain/function.ts'
import { isSameScope, type Scope } from '../../domain/scope.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Random } from '../../platform/random.ts'
import type { Timers } from '../../platform/timers.ts'
import { type FoundHandler, findDevelopmentFunctions } from './find-development-functions.ts'
import { type DevelopmentFunction, toFunction } from './to-function.ts'
import { watchTree } from './watch-tree.ts'

/** An editor's save is several changes in a row. */
const DEBOUNCE_MS = 50

/** Functions that are files under a developer's hands; they exist in every account and region. */
export type DevelopmentFunctions = {
  /** One that cannot be loaded is `Failed`, and its reason says what to change. */
  find(scope: Scope, name: string): LambdaFunction | undefined
  /** In order. */
  names(): readonly string[]
  /** Told the name of each function that changed, came or went. */
  onChange(listener: (name: string) => void): void
  stop(): void
}

export type DevelopmentDeps = {
  /** `undefined`: there are no such functions. */
  readonly directory: string | undefined
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Logger
}

export function createDevelopmentFunctions(deps: DevelopmentDeps): DevelopmentFunctions {
  const { directory, clock, timers, random, log } = deps
  const listeners: ((name: string) => void)[] = []
  const changedPaths = new Set<string>()
  let known: ReadonlyMap<string, DevelopmentFunction> = new Map()
  let cancelReload: (() => void) | undefined

  const reload = (root: string) => {
    const before = known
    const now = new Map<string, DevelopmentFunction>()
    const all = findSafely(root, log)
    const names = new Set(all.map(({ name }) => name))
    const isShared = (path: string) => !names.has(parse(path.split(sep)[0] ?? '').name)
    for (const found of all) {
      const old = before.get(found.name)
      const isSame =
        old !== undefined && isSameHandler(old, found) && !isTouched(found, changedPaths, isShared)
      now.set(
        found.name,
        isSame ? old : { ...found, revisionId: random.uuid(), changedAt: clock.now() },
      )
    }
    known = now
    changedPaths.clear()
    const beforeOrNow = new Set([...before.keys(), ...now.keys()])
    const changed = [...beforeOrNow].filter((name) => before.get(name) !== now.get(name))
    for (const name of changed) report(now.get(name), name, log)
    for (const name of changed) for (const listener of listeners) listener(name)
  }

  const watcher = directory === undefined ? undefined : start(resolve(directory))
  function start(root: string) {
    const onError = (error: unknown) =>
      log.warn('A directory cannot be watched for changes', { error })
    const tree = watchTree(
      root,
      (path) => {
        changedPaths.add(path)
        cancelReload?.()
        cancelReload = timers.after(DEBOUNCE_MS, () => {
          tree.refresh()
          reload(root)
        })
      },
      onError,
    )
    // Once the watch is on, so that no change falls between.
    reload(root)
    return tree
  }

  return {
    find(scope, name) {
      const found = known.get(name)
      return found && functionIn(scope, found)
    },
    names: () => [...known.keys()],
    onChange: (listener) => void listeners.push(listener),
    stop() {
      cancelReload?.()
      watcher?.close()
    },
  }
}

type Made = { readonly scope: Scope; readonly fn: LambdaFunction }
const made = new WeakMap<DevelopmentFunction, Made>()

/**
 * One object for as long as nothing changes: what is derived from a configuration is remembered by it. For the
 * latest scope only, since callers may name any account and region.
 */
function functionIn(scope: Scope, found: DevelopmentFunction): LambdaFunction {
  const latest = made.get(found)
  if (latest !== undefined && isSameScope(latest.scope, scope)) return latest.fn
  const fn = toFunction(found, scope)
  made.set(found, { scope, fn })
  return fn
}

function findSafely(root: string, log: Logger): readonly FoundHandler[] {
  try {
    return findDevelopmentFunctions(root)
  } catch (error) {
    log.error('The directory of development functions cannot be read', { directory: root, error })
    return []
  }
}

function isSameHandler(old: DevelopmentFunction, found: FoundHandler): boolean {
  const { revisionId: _revisionId, changedAt: _changedAt, ...handler } = old
  return isDeepStrictEqual(handler, found)
}

/**
 * A folder's files are its function's alone. What belongs to no function, such as a folder of helpers, may
 * be imported by all of them; and a handler file by the other handler files.
 */
function isTouched(
  { name, isFolder }: FoundHandler,
  changedPaths: ReadonlySet<string>,
  isShared: (path: string) => boolean,
): boolean {
  return [...changedPaths].some((path) => {
    const [first, ...rest] = path.split(sep)
    if (!isFolder) return rest.length === 0 || first !== name
    return first === name || path === '' || isShared(path)
  })
}

function report(found: DevelopmentFunction | undefined, name: string, log: Logger): void {
  const { problem, path } = found ?? {}
  if (found === undefined) log.info('A development function is gone', { function: name })
  else if (problem === undefined)
    log.info('A development function is ready', { function: name, path })
  else log.error('A development function cannot be loaded', { function: name, path, problem })
}
