import type { Millis, Scope } from '../domain/scope.ts'
import type { LocalEnvironment } from './environment/environment.ts'

type Stretch = {
  invocations: number
  /** Whether asynchronous ones may join. */
  readonly isOpen: boolean
  readonly onFree: () => void
}

/** One of the places for environments, taken. */
export type Place = {
  readonly fingerprint: string
  readonly scope: Scope
  readonly functionName: string
  readonly version: string
  readonly environment: LocalEnvironment
  /** Set for one that is kept for invocations with provisioned concurrency: it never gives way to others. */
  readonly provisioned?: {
    /** Whether it has taken an invocation. */
    isUsed: boolean
    readonly onGone: (diedUnused: boolean) => void
  }
  readonly startedAt: Millis
  isBusy: boolean
  /** Invocations that follow each other without the place being free in between. */
  stretch: Stretch | undefined
  /** To be ended after its current invocation. */
  isRetired: boolean
  /** It stays until its code changes: somebody looks at it. */
  readonly isPinned: boolean
  busySince: Millis
  idleSince: Millis
}

/** The environments there are. Which one is idlest goes by the order of use, not by the clock. */
export function createEnvironmentPool(maxEnvironments: number) {
  /** In the order of last use, longest ago first. */
  const places = new Set<Place>()
  const endings = new Set<Promise<void>>()
  const remove = (place: Place, why: 'died' | 'ended' = 'ended') => {
    const { provisioned, environment } = place
    if (places.delete(place)) provisioned?.onGone(why === 'died' && !provisioned.isUsed)
    const ending = environment.end()
    endings.add(ending)
    void ending.then(() => endings.delete(ending))
    return ending
  }
  /** Those on demand: they may be ended when nobody uses them or others need the place. */
  const idle = () =>
    [...places].filter(
      ({ isBusy, isPinned, provisioned }) => !isBusy && !isPinned && provisioned === undefined,
    )

  return {
    add(place: Place): void {
      places.add(place)
    },
    /**
     * Ends it; resolves when nothing is left of it.
     * @param why - `died`: its process ended by itself while it had nothing to do.
     */
    remove,
    has: (place: Place): boolean => places.has(place),
    /** Makes it the last one to be evicted. */
    touch(place: Place): void {
      places.delete(place)
      places.add(place)
    },
    /** The idle environment that was used last: others may grow old enough to be ended. */
    findIdle(fingerprint: string, isProvisioned: boolean): Place | undefined {
      let found: Place | undefined
      for (const place of places) {
        if (place.isBusy || place.fingerprint !== fingerprint) continue
        if ((place.provisioned !== undefined) === isProvisioned) found = place
      }
      return found
    },
    /** @returns whether there is a place now; the idlest environment gives way when all are taken. */
    makeRoom(): boolean {
      if (places.size < maxEnvironments) return true
      const [idlest] = idle()
      if (idlest === undefined) return false
      void remove(idlest)
      return true
    },
    /** Ends matching environments: idle ones at once, busy ones after their invocation. */
    retire(matches: (place: Place) => boolean): void {
      for (const place of [...places].filter(matches)) {
        if (!place.isBusy) void remove(place)
        else {
          place.isRetired = true
          place.environment.recall()
        }
      }
    },
    idle,
    /** In the order of last use; not to be changed meanwhile. */
    each: (): Iterable<Place> => places,
    all: (): readonly Place[] => [...places],
    /** Resolves when nothing is left of those that were removed. */
    async gone(): Promise<void> {
      await Promise.all(endings)
    },
    counts() {
      const busy = [...places].filter(({ isBusy }) => isBusy).length
      return { busy, idle: places.size - busy }
    },
  }
}

export type EnvironmentPool = ReturnType<typeof createEnvironmentPool>
