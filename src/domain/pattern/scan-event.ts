import { JsonReader, type JsonToken } from './json/json-reader.ts'
import { Refusal } from './json/refusal.ts'
import { hasEmptyStep } from './path-steps.ts'
import type { Element, EventScalar, EventValue, ScannedEvent } from './scanned-event.ts'
import { toExactNumber } from './value/exact-number.ts'
import { toWellFormed } from './value/utf8.ts'

export type EventScan =
  | { readonly ok: true; readonly event: ScannedEvent }
  | {
      readonly ok: false
      /** Nesting of more than 1,000 levels counts as not JSON. */
      readonly because: 'not-json' | 'not-an-object'
      /** For people. */
      readonly reason: string
    }

/**
 * Checks that a text is a JSON object, and takes it apart for matching. Never throws.
 *
 * What JSON.parse accepts is accepted, except nesting of more than 1,000 levels.
 */
export function scanEvent(text: string): EventScan {
  try {
    return scan(new JsonReader(text))
  } catch (error) {
    if (error instanceof Refusal) return refused('not-json', error.message)
    throw error
  }
}

function scan(reader: JsonReader): EventScan {
  const draft = new EventDraft()
  const first = reader.next()
  if (first === 'end') return refused('not-json', 'There is no text')
  draft.take(first, reader)
  while (draft.isOpen) draft.take(reader.next(), reader)
  if (reader.next() !== 'end') throw reader.refusal('Text after the end of the event')
  if (first !== 'start-object') return refused('not-an-object', 'The event is not an object')
  return { ok: true, event: draft }
}

function refused(because: 'not-json' | 'not-an-object', reason: string): EventScan {
  return { ok: false, because, reason }
}

type GrowingNode = {
  readonly children: Map<string, GrowingNode>
  readonly values: EventValue[]
}

/** Where a value belongs. */
type Place = {
  readonly node: GrowingNode
  readonly element: Element | undefined
  readonly hasEmptyStep: boolean
}

/** An object, or an array with its number; `length` counts the elements so far. */
type Container = Place & { readonly array: number | undefined; length: number }

/** The event, as far as it has been read. */
class EventDraft implements ScannedEvent {
  readonly names = new Set<string>()
  readonly root: GrowingNode = createNode()
  readonly #open: Container[] = []
  #place: Place = { node: this.root, element: undefined, hasEmptyStep: false }
  #arrays = 0

  get isOpen(): boolean {
    return this.#open.length > 0
  }

  take(token: JsonToken, reader: JsonReader): void {
    switch (token) {
      case 'name':
        this.#enterMember(reader.name)
        break
      case 'start-object':
        this.#open.push({ ...this.#placeOfContainer(), array: undefined, length: 0 })
        break
      case 'start-array':
        this.#open.push({ ...this.#placeOfContainer(), array: this.#arrays, length: 0 })
        this.#arrays += 1
        break
      case 'end-object':
      case 'end-array':
        this.#open.pop()
        break
      default:
        this.#addScalar(toScalar(token, reader.text()))
    }
  }

  #enterMember(name: string): void {
    const parent = this.#open.at(-1) ?? this.#place
    if (this.#open.length === 1) this.names.add(name)
    this.#place = {
      node: descend(parent.node, name),
      element: parent.element,
      hasEmptyStep: parent.hasEmptyStep || hasEmptyStep(name),
    }
  }

  /** In an array, an object or array is an element that its values belong to; elsewhere not. */
  #placeOfContainer(): Place {
    const around = this.#open.at(-1)
    if (around?.array === undefined) return this.#place
    const element = { array: around.array, index: around.length, parent: around.element }
    around.length += 1
    return { ...around, element }
  }

  #addScalar(scalar: EventScalar): void {
    const around = this.#open.at(-1)
    const inArray = around?.array !== undefined
    if (inArray) around.length += 1
    const { node, element, hasEmptyStep } = inArray ? around : this.#place
    node.values.push({ ...scalar, element, hasEmptyStep })
  }
}

function createNode(): GrowingNode {
  return { children: new Map(), values: [] }
}

function descend(from: GrowingNode, name: string): GrowingNode {
  let node = from
  for (const step of name.split('.')) {
    const child = node.children.get(step) ?? createNode()
    node.children.set(step, child)
    node = child
  }
  return node
}

function toScalar(token: JsonToken, text: string): EventScalar {
  switch (token) {
    case 'number':
      return { is: 'number', text, value: toExactNumber(text) }
    case 'true':
    case 'false':
    case 'null':
      return { is: 'literal', text: token }
    default:
      return { is: 'string', text: toWellFormed(text) }
  }
}
