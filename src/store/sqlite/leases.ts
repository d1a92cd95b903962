/** Numbers the leases of this process and turns them into tokens. */
export type Leases = {
  /** @returns the first of so many numbers that nobody else gets. */
  take(count: number): number
  tokenOf(lease: number): string
  /** @returns 0, which no lease has, for a token of another process. */
  leaseOf(token: string): number
}

/** @param epoch - differs from that of every process that had the data before. */
export function createLeases(epoch: number): Leases {
  const prefix = `${epoch}-`
  let next = 1
  return {
    take(count) {
      next += count
      return next - count
    },
    tokenOf: (lease) => `${prefix}${lease}`,
    leaseOf: (token) => (token.startsWith(prefix) ? Number(token.slice(prefix.length)) : 0),
  }
}
