/** How a runtime is run here: in busbar's own Node.js bootstrap, or over the Runtime API. */
export type RuntimeFamily = 'nodejs' | 'python' | 'provided'

const FAMILIES: Readonly<Record<RuntimeFamily, readonly string[]>> = {
  nodejs: ['nodejs24.x', 'nodejs22.x', 'nodejs20.x', 'nodejs18.x', 'nodejs16.x'],
  python: [
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
    'python3.9',
    'python3.8',
  ],
  provided: ['provided.al2023', 'provided.al2'],
}

const families = new Map(
  Object.entries(FAMILIES).flatMap(([family, runtimes]) =>
    runtimes.map((runtime) => [runtime, family as RuntimeFamily]),
  ),
)

/** The runtimes that busbar runs, newest first. */
export const RUNTIMES_THAT_RUN_HERE: readonly string[] = [...families.keys()]

/** `undefined` for a runtime that busbar does not run. */
export function runtimeFamily(runtime: string): RuntimeFamily | undefined {
  return families.get(runtime)
}
