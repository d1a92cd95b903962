import type { Scope } from '../domain/scope.ts'

export type AsyncInvocationRequest = {
  readonly requestId: string
  readonly function: Scope & { readonly name: string; readonly qualifier?: string }
  readonly invokedArn: string
  /** JSON text. */
  readonly payload: string
  readonly traceHeader?: string
  /** The ARN of the function that asked for it. */
  readonly caller?: string
}

/** Takes an invocation over; durable before it resolves. */
export type AsyncInvoker = {
  enqueue(request: AsyncInvocationRequest): Promise<void>
}
