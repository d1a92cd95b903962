/**
 * The machine's own time, in milliseconds since 1970. Only for what another program compares with its
 * own look at the clock, the signatures of requests among it; everything that busbar decides goes by the virtual `Clock`.
 */
export function wallClockNow(): number {
  return Date.now()
}
