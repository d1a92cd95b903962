import type { Timers } from '../../platform/timers.ts'

/** Long work in short pieces, so that others have their turn, and with an end. */
export type Slices = {
  /** Waits when a piece is used up. @returns false when the time for the whole work is over. */
  goOn(): Promise<boolean>
}

const PIECE = 5
const WHOLE = 15_000

export function createSlices(timers: Timers): Slices {
  const end = timers.mono() + WHOLE
  let pieceEnd = timers.mono() + PIECE
  return {
    async goOn() {
      if (timers.mono() < pieceEnd) return true
      await new Promise<void>((resolve) => {
        timers.after(0, resolve)
      })
      pieceEnd = timers.mono() + PIECE
      return timers.mono() < end
    },
  }
}
