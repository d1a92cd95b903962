import type { Scope } from '../../../domain/scope.ts'
import type { EventLog, WorkHistory } from '../../event-log.ts'
import type {
  FunctionLogs,
  LogGroup,
  LogGroupRef,
  LogStream,
  StoredLogLine,
} from '../../function-logs.ts'
import type { Depth, QueueName } from '../../work-queue.ts'
import type { Failure } from '../database/describe-failure.ts'
import type { FoundEvent } from './found-event.ts'

// What goes to the reader thread and comes back.

/** Lines of one stream in their order; an entry without lines makes the group. */
export type LogEntry = readonly [
  account: string,
  region: string,
  group: string,
  stream: string,
  /** When the first of them was appended. */
  now: number,
  timestamps: readonly number[],
  /** When each was appended. */
  ingestedAts: readonly number[],
  messages: readonly string[],
  /** Where each stands among the lines of the batch, whatever their streams. */
  places: readonly number[],
]

export type ReaderRequest =
  | { op: 'find-events'; id: string; at: string | null }
  | { op: 'read-events'; options: Parameters<EventLog['read']>[0] }
  | { op: 'history'; workIds: readonly string[] }
  | { op: 'depth'; queue: QueueName; now: number }
  | { op: 'get-blob'; sha256: string }
  | { op: 'list-blobs' }
  | { op: 'write-logs'; entries: readonly LogEntry[] }
  | { op: 'log-groups'; scope: Scope; options: Parameters<FunctionLogs['groups']>[1] }
  | { op: 'log-streams'; group: LogGroupRef; options: Parameters<FunctionLogs['streams']>[1] }
  | { op: 'read-logs'; group: LogGroupRef; options: Parameters<FunctionLogs['read']>[1] }
  | { op: 'delete-log-group'; group: LogGroupRef }
  | { op: 'prune-logs'; before: number; maxBytes: number }
  | { op: 'reset-logs' }

export type ReaderReplies = {
  'find-events': readonly FoundEvent[]
  'read-events': Awaited<ReturnType<EventLog['read']>>
  history: readonly WorkHistory[]
  depth: Depth
  'get-blob': Uint8Array | undefined
  'list-blobs': readonly string[]
  'write-logs': null
  'log-groups': readonly LogGroup[]
  'log-streams': readonly LogStream[] | undefined
  'read-logs': readonly StoredLogLine[] | undefined
  'delete-log-group': boolean
  /** Whether there is more to prune. */
  'prune-logs': boolean
  'reset-logs': null
}

export type ReaderReply =
  | { readonly reply: ReaderReplies[ReaderRequest['op']] }
  | { readonly failure: Failure }
