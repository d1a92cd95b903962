/** What goes back to the client, whichever protocol it spoke. `x-amzn-RequestId` is added at the edge. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent: an empty body. */
  readonly body?: string | Uint8Array
}

/** An answer whose body is sent while it is made. One that throws has its connection cut. */
export type StreamedAnswer = {
  readonly status: number
  /** Several values are several headers. */
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly chunks: AsyncIterable<Uint8Array>
}
