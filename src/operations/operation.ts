import type { Scope } from '../domain/scope.ts'
import type { Dependencies } from './dependencies.ts'
import type { StructureSchema } from './schema.ts'

export type ServiceName = 'events' | 'lambda' | 'logs' | 'sts'

/** Who asks, and under which id; the same for every operation. */
export type RequestContext = {
  readonly requestId: string
  readonly scope: Scope
  /** The caller's `X-Amzn-Trace-Id` header. */
  readonly traceHeader?: string
  /** The ARN of the function of this server that asks, with its version. */
  readonly callingFunction?: string
}

/** One event of an operation whose answer is a stream: the event's type, then its members. */
export type ResponseEvent = Readonly<Record<string, object>>

/** One AWS operation: what it takes and what it does. It does not know its wire format. */
export type Operation<Input = unknown> = {
  readonly service: ServiceName
  readonly name: string
  readonly input: StructureSchema
  /** The most bytes that the request's body may have. @default 1_153_434 (1.1 MiB) */
  readonly bodyLimit?: number
  /** Whether requests wait for their turn under load, and are refused when too many wait. */
  readonly isHeldBack?: boolean
  /** @returns the output members; `undefined` where AWS answers with an empty body. */
  handle(
    input: Input,
    dependencies: Dependencies,
    context: RequestContext,
  ): Promise<object | undefined>
}

/**
 * The input type is the schema in TypeScript's words: validation has happened when `handle` is called, so
 * the one cast from the validated value to `Input` is in `validateInput`.
 */
export function defineOperation<Input>(operation: Operation<Input>): Operation<Input> {
  return operation
}
