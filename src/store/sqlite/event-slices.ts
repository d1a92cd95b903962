/** Packs that begin within so many consecutive positions are one slice of the log. */
export const SLICE_SIZE = 4_096

export function sliceOf(position: number): number {
  return Math.floor(position / SLICE_SIZE)
}

/** Hashes as the log has them; a Buffer of SQLite's may not be aligned. */
export function toHashes(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer)
}

/** Adds the positions at which the slice has the hash. */
export function collect(into: number[], slice: number, hashes: Uint32Array, hash: number): void {
  for (let at = hashes.indexOf(hash); at >= 0; at = hashes.indexOf(hash, at + 1)) {
    into.push(slice * SLICE_SIZE + at)
  }
}
