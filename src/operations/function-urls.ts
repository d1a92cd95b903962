import type { FunctionUrlConfig } from '../domain/function-url.ts'
import type { HttpCaller } from '../domain/http-event/http-caller.ts'
import type { HttpRequest, HttpResponse } from '../domain/http-event/http-request.ts'
import type { Scope } from '../domain/scope.ts'

/** A URL and what it leads to. */
export type FunctionUrl = {
  /** Of the function. */
  readonly scope: Scope
  readonly name: string
  /** The alias that has the URL; absent for the function's own. */
  readonly qualifier?: string
  readonly config: FunctionUrlConfig
}

export type UrlCall = {
  readonly url: FunctionUrl
  readonly request: HttpRequest
  /** Absent when nobody signed. */
  readonly caller?: HttpCaller
  readonly requestId: string
  readonly traceHeader?: string
}

export type UrlAnswer = Omit<HttpResponse, 'body'> & {
  /** Bytes that come while the function writes them throw when it fails after it has begun. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  readonly traceHeader?: string
}

/** Functions behind web addresses. */
export type FunctionUrls = {
  find(id: string): FunctionUrl | undefined
  /** @throws AccessDenied, TooLarge, Throttled, Unavailable. A function's own failure is an answer. */
  call(call: UrlCall): Promise<UrlAnswer>
}
