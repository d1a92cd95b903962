/** A name for a version that can be pointed at another one. */
export type Alias = {
  readonly name: string
  /** A version's number, or `$LATEST`. */
  readonly version: string
  readonly description: string
  /** Changes with every change of the alias, its policy included. */
  readonly revisionId: string
  /** Where a part of the invocations goes instead; both versions are published ones then. */
  readonly routing?: WeightedVersion
}

export type WeightedVersion = {
  readonly version: string
  /** The fraction of invocations, 0 to 1. */
  readonly weight: number
}

/** The draw that always chooses what an alias points at. */
export const PRIMARY = 1

/**
 * Which version an alias means this time.
 *
 * @param draw - from [0, 1), by the caller, independent for each invocation.
 */
export function drawVersion({ version, routing }: Alias, draw: number): string {
  return routing !== undefined && draw < routing.weight ? routing.version : version
}

/** Whether the alias may lead to that version. */
export function refersTo({ version, routing }: Alias, wanted: string): boolean {
  return version === wanted || routing?.version === wanted
}
