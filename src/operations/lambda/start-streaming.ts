import type { Executor, Invocation, InvocationResult } from '../../execution/executor.ts'
import { createResponsePipe } from './response-pipe.ts'

/** "Configuring response streaming": 200 MB. */
const LARGEST_STREAM = 200 * 1_024 * 1_024

export type StreamingInvocation = {
  /** What the function calls its response; `undefined` when it did not stream. */
  readonly contentType: string | undefined
  readonly chunks: AsyncIterable<Uint8Array>
  /** Ends after the chunks have been read, or are read no more. */
  readonly result: Promise<InvocationResult>
}

/**
 * Starts an invocation and comes back when its response begins, or when it is over without one.
 *
 * @param limitBytes - of the response. @default LARGEST_STREAM
 * @throws what the executor throws before the response begins.
 */
export async function startStreaming(
  executor: Executor,
  invocation: Invocation,
  limitBytes = LARGEST_STREAM,
): Promise<StreamingInvocation> {
  const pipe = createResponsePipe(limitBytes)
  const result = executor.invoke({ ...invocation, response: pipe.sink }, 'synchronous')
  result.then(pipe.end, pipe.end)
  const contentType = await pipe.begun
  if (contentType === undefined) await result
  return { contentType, chunks: pipe.chunks, result }
}
