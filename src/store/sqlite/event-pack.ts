import { jsonString } from '../../domain/json-string.ts'
import type { LoggedEvent } from '../event-log.ts'
import type { Space, TextRoom, Texts } from './text-room.ts'

/**
 * The events of one request, packed: what crosses to the writer thread ends up in the log as it is, however
 * many events it holds. The migration of the packs describes `heads`.
 */
export type EventPack = readonly [
  /** One head per event, as JSON, separated by commas. */
  heads: string,
  /** The envelopes in UTF-8, a line break behind each. */
  texts: Texts,
  /** The length of all that. */
  size: number,
  /** A hash of each event's id. */
  hashes: readonly number[],
  /** When the newest of them was accepted. */
  acceptedAt: number,
  /** The buses that they are on, each as the JSON texts of account, region and bus. */
  buses: readonly string[],
]

/** Where an event is within its request, and all of it but its text. */
export type EventHead = readonly [
  index: number,
  byte: number,
  length: number,
  account: string,
  region: string,
  bus: string,
  id: string,
  acceptedAt: number,
  origin: LoggedEvent['origin'],
  traceHeader: string | null,
  matches: LoggedEvent['matches'],
]

/** The heads of a row of the log: those of each request, with its place in the row. */
export type PackHeads = readonly (readonly [
  position: number,
  byte: number,
  events: readonly EventHead[],
])[]

/** @returns the pack, and the space of its texts, to be released when nobody reads them any more. */
export function packEvents(
  events: readonly LoggedEvent[],
  room: TextRoom,
): { readonly pack: EventPack; readonly space: Pick<Space, 'release'> } {
  const hashes: number[] = []
  const buses: string[] = []
  const space = room.take(mostBytes(events))
  const { bytes, start } = space
  let heads = ''
  let at = start
  let acceptedAt = 0
  for (const event of events) {
    const length = bytes.write(event.text, at)
    const bus = busKey(event)
    if (!buses.includes(bus)) buses.push(bus)
    if (hashes.length > 0) heads += ','
    heads += headText(hashes.length, at - start, length, bus, event)
    hashes.push(hashOf(event.id))
    at += length
    bytes[at] = LINE_BREAK
    at += 1
    if (event.acceptedAt > acceptedAt) acceptedAt = event.acceptedAt
  }
  return { pack: [heads, space.keep(at), at - start, hashes, acceptedAt, buses], space }
}

const LINE_BREAK = 0x0a
const MOST_BYTES_PER_UNIT = 3

function mostBytes(events: readonly LoggedEvent[]): number {
  let most = 0
  for (const { text } of events) most += MOST_BYTES_PER_UNIT * text.length + 1
  return most
}

function headText(
  index: number,
  byte: number,
  length: number,
  bus: string,
  { id, acceptedAt, origin, traceHeader, matches }: LoggedEvent,
): string {
  const trace = traceHeader === undefined ? 'null' : JSON.stringify(traceHeader)
  const matched = matches.length === 0 ? '[]' : JSON.stringify(matches)
  return `[${index},${byte},${length},${bus},${jsonString(id)},${acceptedAt},"${origin}",${trace},${matched}]`
}

/** Nearly all events are on the bus of the one before. */
let latest = { account: '', region: '', bus: '', key: '"","",""' }

/** How a bus appears in heads. */
export function busKey({ account, region, bus }: BusName): string {
  const isSame = bus === latest.bus && region === latest.region && account === latest.account
  if (isSame) return latest.key
  const key = [account, region, bus].map((name) => JSON.stringify(name)).join()
  latest = { account, region, bus, key }
  return key
}

type BusName = Pick<LoggedEvent, 'account' | 'region' | 'bus'>

/** How an event's bus and id appear in heads, where nothing else looks like it. */
export function eventKey(event: Pick<LoggedEvent, 'account' | 'region' | 'bus' | 'id'>): string {
  return `${busKey(event)},${JSON.stringify(event.id)},`
}

export function keyOfHead([, , , account, region, bus, id]: EventHead): string {
  return eventKey({ account, region, bus, id })
}

/** FNV-1a over UTF-16 units, then mixed; in the log, so it must never change. */
export function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return (twice ^ (twice >>> 16)) >>> 0
}

export function toLoggedEvent(head: EventHead, text: string): LoggedEvent {
  const [, , , account, region, bus, id, acceptedAt, origin, traceHeader, matches] = head
  const trace = traceHeader === null ? {} : { traceHeader }
  return { account, region, bus, id, acceptedAt, origin, text, ...trace, matches }
}

/** What is left of texts when only some of their events stay; the indexes of heads stay as they are. */
export function keepEvents(
  events: readonly EventHead[],
  texts: Uint8Array,
): { readonly heads: readonly EventHead[]; readonly texts: Buffer } {
  const kept: Uint8Array[] = []
  let size = 0
  const heads = events.map((head): EventHead => {
    const [index, byte, length, ...rest] = head
    if (kept.length > 0) kept.push(BETWEEN)
    kept.push(texts.subarray(byte, byte + length))
    const moved: EventHead = [index, size, length, ...rest]
    size += length + 1
    return moved
  })
  return { heads, texts: Buffer.concat(kept) }
}

const BETWEEN = Buffer.from([LINE_BREAK])
