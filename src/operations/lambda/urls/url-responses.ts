import type { HttpResponse } from '../../../domain/http-event/http-request.ts'
import {
  fromPayloadV2Response,
  fromStreamMetadata,
} from '../../../domain/http-event/payload-v2-response.ts'
import { splitMetadata, WITH_METADATA } from '../../../domain/http-event/stream-metadata.ts'
import { LARGEST_SYNCHRONOUS } from '../../../domain/payload-limits.ts'
import type { Executor, Invocation } from '../../../execution/executor.ts'
import type { UrlAnswer } from '../../function-urls.ts'
import { answerBytes } from '../invocation-payload.ts'
import { createCollector } from '../response-collector.ts'
import { type StreamingInvocation, startStreaming } from '../start-streaming.ts'

type Response = Omit<UrlAnswer, 'traceHeader'>

/** Waits for the whole response. */
export async function bufferedResponse(
  executor: Executor,
  invocation: Invocation,
): Promise<Response> {
  const { sink, collected, contentType } = createCollector(LARGEST_SYNCHRONOUS)
  const { payload, error } = await executor.invoke({ ...invocation, response: sink }, 'synchronous')
  const streamed = collected()
  if (error) return functionFailed()
  if (streamed === undefined) return fromPayloadV2Response(payload) ?? functionFailed()
  if (contentType() !== WITH_METADATA) return withType(contentType(), streamed)
  const split = splitMetadata(streamed)
  const head = typeof split === 'string' ? undefined : fromStreamMetadata(split.metadata)
  return typeof split === 'string' || head === undefined
    ? functionFailed()
    : { ...withDefaultType(head), body: split.rest }
}

/** Answers as soon as the function writes. What it returns without writing is sent as it is (recorded on AWS). */
export async function streamedResponse(
  executor: Executor,
  invocation: Invocation,
): Promise<Response> {
  const streaming = await startStreaming(executor, invocation)
  const { contentType, chunks, result } = streaming
  if (contentType === undefined) {
    const answer = await result
    return answer.error ? functionFailed() : withType('application/json', answerBytes(answer))
  }
  if (contentType !== WITH_METADATA) return withType(contentType, whole(chunks, result))
  return responseOfStream(streaming)
}

/** Reads the stream up to the end of its metadata; the rest is the body. */
async function responseOfStream({ chunks, result }: StreamingInvocation): Promise<Response> {
  const pieces = chunks[Symbol.asyncIterator]()
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => pieces }
  let read: Uint8Array = new Uint8Array()
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    read = Buffer.concat([read, next.value])
    const split = splitMetadata(read)
    if (split === 'incomplete') continue
    const head = split === 'too-large' ? undefined : fromStreamMetadata(split.metadata)
    if (split === 'too-large' || head === undefined) break
    return { ...withDefaultType(head), body: whole(rest, result, split.rest) }
  }
  // Nobody reads on, so the function need not wait.
  await pieces.return?.()
  return functionFailed()
}

/** A body that breaks off when the function failed after it had begun. */
async function* whole(
  chunks: AsyncIterable<Uint8Array>,
  result: StreamingInvocation['result'],
  first?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const pieces = chunks[Symbol.asyncIterator]()
  try {
    if (first !== undefined && first.byteLength > 0) yield first
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      yield next.value
    }
  } finally {
    // Nobody reads on, so the function need not wait.
    await pieces.return?.()
  }
  const { error } = await result
  if (error) throw new Error(`The function failed while it streamed: ${error.type}`)
}

function functionFailed(): HttpResponse {
  return {
    status: 502,
    headers: new Map([['content-type', 'text/plain']]),
    cookies: [],
    body: Buffer.from('Internal Server Error'),
  }
}

function withType(contentType: string | undefined, body: Response['body']): Response {
  return { ...withDefaultType({ status: 200, headers: new Map(), cookies: [] }, contentType), body }
}

function withDefaultType(
  head: Omit<HttpResponse, 'body'>,
  contentType = 'application/octet-stream',
): Omit<HttpResponse, 'body'> {
  if (head.headers.has('content-type')) return head
  return { ...head, headers: new Map([...head.headers, ['content-type', contentType]]) }
}
