/** An HTTP request as values, for handlers that get it as an event. */
export type HttpRequest = {
  readonly method: string
  /** As it was sent, still encoded, without the query: `/orders/a%20b`. */
  readonly rawPath: string
  /** As it was sent, without the question mark; empty when there was none. */
  readonly rawQuery: string
  /** In the order and letters in which they came; a name may come more than once. */
  readonly headers: readonly HeaderLine[]
  readonly body: Uint8Array
  /** For example `HTTP/1.1`. */
  readonly protocol: string
  readonly sourceIp: string
}

export type HeaderLine = readonly [name: string, value: string]

/** What a handler's result says to the HTTP client. */
export type HttpResponse = {
  readonly status: number
  /** At most once each, in lower case; `cookies` are apart because they come as several headers. */
  readonly headers: ReadonlyMap<string, string>
  /** The values of `Set-Cookie`. */
  readonly cookies: readonly string[]
  readonly body: Uint8Array
}
