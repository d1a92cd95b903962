import type { Attempt } from '../domain/delivery/work.ts'
import type { Millis } from '../domain/scope.ts'
import type { NewWork } from '../store/work-queue.ts'

/** What an attempt came to, and so what becomes of the work. */
export type Outcome =
  | { readonly next: 'done'; readonly attempt: Attempt; readonly following?: readonly NewWork[] }
  | { readonly next: 'retry'; readonly at: Millis; readonly attempt: Attempt }
  | { readonly next: 'release'; readonly at: Millis }

/** An attempt that others share their place with comes to this when it has not begun: nothing has happened. */
export const NOT_BEGUN = 'not-begun'
