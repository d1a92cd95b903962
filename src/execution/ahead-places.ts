import type { EnvironmentPool, Place } from './environment-pool.ts'

/** The places that run something and take what is to follow it; see LocalEnvironment.mostAhead. */
export function createAheadPlaces(pool: EnvironmentPool) {
  const isOpen = ({ stretch, isRetired }: Place) => stretch?.isOpen === true && !isRetired

  /** Each message wakes the process up, which costs more than what is in it: so none with a single order. */
  const wantedBy = ({ stretch, environment }: Place) => {
    const held = (stretch?.invocations ?? 1) - 1
    const { mostAhead } = environment
    return held > mostAhead / 2 ? held : mostAhead
  }

  return {
    /** How many invocations they hold together beside those that run, once those with half of their room left are full. */
    most(matches: (place: Place) => boolean): number {
      let most = 0
      for (const place of pool.each()) {
        if (isOpen(place) && matches(place)) most += wantedBy(place)
      }
      return most
    },
    /** The one with the fewest invocations that has room for one more. */
    find(fingerprint: string): Place | undefined {
      let found: Place | undefined
      for (const place of pool.each()) {
        if (place.fingerprint !== fingerprint || !isOpen(place)) continue
        if (!place.environment.hasRoomAhead) continue
        const fewest = found?.stretch?.invocations ?? Number.POSITIVE_INFINITY
        if ((place.stretch?.invocations ?? 0) < fewest) found = place
      }
      return found
    },
    recall(): void {
      for (const { environment } of pool.each()) environment.recall()
    },
  }
}
