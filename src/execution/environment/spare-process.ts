import { nodeLaunch } from './node-launch.ts'
import { type ProcessDeps, RuntimeProcess } from './runtime-process.ts'
import { needsOwnStart } from './variables.ts'

/** Starting a process blocks this one for milliseconds: not before the answer that is on its way. */
const REFILL_DELAY_MS = 20

export type SpareProcesses = {
  /** @param variables - the function's own. */
  take(memorySizeMb: number, variables: Readonly<Record<string, string>>): RuntimeProcess
  /** Starts the next spare soon, for a function like the last one, unless there is one. */
  refill(): void
  /** Ends the spare; resolves when it is gone. */
  drop(): Promise<void>
}

/**
 * Hands out processes that have started already, where it can: most of a cold start is the start of
 * Node.js. The heap limit is given at the start, so a spare fits functions of one memory size.
 */
export function createSpareProcesses(deps: ProcessDeps): SpareProcesses {
  let spare: { readonly process: RuntimeProcess; readonly memorySizeMb: number } | undefined
  let lastMemorySizeMb: number | undefined
  const start = (memorySizeMb: number, variables?: Readonly<Record<string, string>>) =>
    new RuntimeProcess(deps, nodeLaunch(memorySizeMb, variables))
  let cancelRefill: (() => void) | undefined
  const drop = async () => {
    cancelRefill?.()
    cancelRefill = undefined
    const dropped = spare?.process
    spare = undefined
    dropped?.kill()
    await dropped?.gone
  }

  return {
    take(memorySizeMb, variables) {
      if (needsOwnStart(variables)) return start(memorySizeMb, variables)
      lastMemorySizeMb = memorySizeMb
      const ready = spare
      if (ready?.process.isAlive !== true || ready.memorySizeMb !== memorySizeMb) {
        return start(memorySizeMb)
      }
      spare = undefined
      return ready.process
    },
    refill() {
      const memorySizeMb = lastMemorySizeMb
      if (memorySizeMb === undefined || cancelRefill !== undefined) return
      if (spare?.process.isAlive === true && spare.memorySizeMb === memorySizeMb) return
      cancelRefill = deps.timers.after(REFILL_DELAY_MS, () => {
        void drop()
        spare = { process: start(memorySizeMb), memorySizeMb }
      })
    },
    drop,
  }
}
