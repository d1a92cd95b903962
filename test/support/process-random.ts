/** Numbers in [0, 1) that a seed determines (mulberry32), so that a failing run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `E2E_SEED` repeats a run; otherwise every run is another one. */
export function chooseSeed(): number {
  return Number(process.env['E2E_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
}
