/** What goes back to the client, whichever protocol it spoke. `x-amzn-RequestId` is added at the edge. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent: an empty body. */
  readonly body?: string | Uint8Array
}
