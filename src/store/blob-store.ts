/** Function code, addressed by what it contains. */
export type BlobStore = {
  /** @returns the hex SHA-256 of the bytes. Storing the same bytes twice keeps one copy. */
  put(bytes: Uint8Array): Promise<string>
  /** Verified against its address; `undefined` when unknown. @throws when the stored bytes are damaged. */
  get(sha256: string): Promise<Uint8Array | undefined>
  /** Removes every blob that is not live; one put during the sweep stays. @returns how many went. */
  sweep(isLive: (sha256: string) => boolean): Promise<number>
}
