/** A request to `/_busbar/…`, without anything of the web framework's. */
export type AdminRequest = {
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The JSON object of the body; empty when there was none. */
  readonly body: Readonly<Record<string, unknown>>
}

export type AdminAnswer = {
  readonly status: number
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: object | string | Uint8Array
  readonly contentType?: string
}

export type AdminRoute = {
  readonly method: 'GET' | 'POST'
  /** Below `/_busbar`, with `:name` for parameters. */
  readonly path: string
  /** Open to all, also where everything else asks for a signature. */
  readonly isOpen?: true
  handle(request: AdminRequest): Promise<AdminAnswer> | AdminAnswer
}

/** What the answer to a bad admin request says. */
export function badRequest(message: string): AdminAnswer {
  return { status: 400, body: { error: message } }
}

export function notFound(message: string): AdminAnswer {
  return { status: 404, body: { error: message } }
}
