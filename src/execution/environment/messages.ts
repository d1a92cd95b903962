import type { AnswerBody } from '../answer-body.ts'
import type { HandlerBundle } from '../bundle/handler-bundles.ts'

export type InvokeOrder = {
  readonly type: 'invoke'
  readonly requestId: string
  readonly payload: string
  readonly invokedArn: string
  readonly remainingMs: number
  readonly clientContext: string | undefined
  readonly traceHeader: string | undefined
  /** The response is wanted in pieces, and has at most so many bytes. */
  readonly streamLimitBytes: number | undefined
}

export type InitOrder = {
  readonly type: 'init'
  /** Absent when the process has them already. */
  readonly environment?: Readonly<Record<string, string>>
  readonly taskRoot: string
  readonly handler: string
  /** What the handler is in, when that is not simply its file: it was made of TypeScript. */
  readonly bundle?: HandlerBundle
  readonly maxResponseBytes: number
  /** What it prints on its standard streams before each order that was sent ahead. */
  readonly mark: string
}

/** What the server tells the process of an environment; see ../bootstrap/bootstrap.cjs. */
export type Order =
  | InitOrder
  | InvokeOrder
  /** To be begun one after the other, each when the one before is answered. */
  | { readonly type: 'ahead'; readonly orders: readonly InvokeOrder[] }
  /** Asks for what was sent ahead and has not begun. */
  | { readonly type: 'recall' }
  /** So much of what was sent has been passed on. */
  | { readonly type: 'taken'; readonly bytes: number }

/** A piece of a response, before the reply. */
export type Chunk = {
  /** With the first piece: what the response is. */
  readonly contentType?: string
  readonly bytes: Uint8Array
}

/** What it answers, one reply for each order to init or to invoke. */
export type Reply = {
  readonly maxRssKb: number
  /** How long an invocation took, measured where it ran; without it, it is measured here. */
  readonly durationMs?: number | undefined
} & (
  | { readonly type: 'ready' }
  | ({ readonly type: 'succeeded' } & AnswerBody)
  | {
      readonly type: 'failed'
      readonly payload: string
      readonly errorType: string
      readonly errorMessage: string
      /** What the platform's own lines call it, where that is something else. */
      readonly platformErrorType?: string
      /** The process ends by itself now. */
      readonly exits: boolean
    }
  | { readonly type: 'too-large' }
)

/** What the process of an environment tells the server. */
export type Message =
  | Reply
  | ({ readonly type: 'chunk' } & Chunk)
  /** The requests of the orders that it gives back. */
  | { readonly type: 'returned'; readonly requestIds: readonly unknown[] }

type Fields = { readonly [name: string]: unknown }

/** Code of a function shares the process and could send anything: what is no message is `undefined`. */
export function parseMessage(head: unknown, body: Buffer): Message | undefined {
  if (!isFields(head)) return undefined
  const { type, contentType, requestIds } = head
  switch (type) {
    case 'chunk':
      return { type, bytes: body, ...(typeof contentType === 'string' && { contentType }) }
    case 'returned':
      return Array.isArray(requestIds) ? { type, requestIds } : undefined
    default:
      return parseReply(head, body)
  }
}

function parseReply(head: Fields, body: Buffer): Reply | undefined {
  const { type, errorType, errorMessage, maxRssKb } = head
  if (typeof maxRssKb !== 'number') return undefined
  const durationMs = isDuration(head['durationMs']) ? head['durationMs'] : undefined
  switch (type) {
    case 'ready':
    case 'too-large':
      return { type, maxRssKb, durationMs }
    case 'succeeded':
      return { type, payload: body.toString(), maxRssKb, durationMs }
    case 'failed': {
      if (typeof errorType !== 'string' || typeof errorMessage !== 'string') return undefined
      const exits = head['exits'] === true
      const payload = body.toString()
      return { type, payload, errorType, errorMessage, exits, maxRssKb, durationMs }
    }
    default:
      return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
