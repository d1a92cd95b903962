import type { Millis } from '../../domain/scope.ts'
import type { StoredLogLine } from '../../store/function-logs.ts'

/** A line, as a place to go on from. */
export type LinePosition = { readonly timestamp: Millis; readonly id: string }

export function positionOf({ timestamp, id }: StoredLogLine): LinePosition {
  return { timestamp, id }
}

export function toPositionText({ timestamp, id }: LinePosition): string {
  return `${timestamp}:${id}`
}

/** `undefined` when the text is not one of ours. */
export function parsePositionText(text: string): LinePosition | undefined {
  const [, timestamp, id] = /^(\d{1,15}):([\w-]{1,64})$/.exec(text) ?? []
  return timestamp === undefined || id === undefined
    ? undefined
    : { timestamp: Number(timestamp), id }
}
