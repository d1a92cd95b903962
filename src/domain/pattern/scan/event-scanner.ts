import { type EnvelopeFields, eventTime } from '../../event/envelope.ts'
import { hasEmptyStep } from '../path-steps.ts'
import { ByteText } from './byte-text.ts'
import type { EnvelopeNodes } from './envelope-nodes.ts'
import { EventValues } from './event-values.ts'
import { Frame } from './frame.ts'
import { KnownMember, LONGEST_KNOWN } from './member-order.ts'
import { type PathNode, PathTree } from './path-tree.ts'
import { skipColon, skipContainer } from './skip-container.ts'
import { skipScalar, skipSpace, skipString } from './skip-scalar.ts'

/** AWS: "Amazon EventBridge API Reference", PutEvents: deeper nesting is not processed. */
const DEEPEST_DETAIL = 1_000
const DEEPEST_ENVELOPE = DEEPEST_DETAIL + 1

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const POINT = 0x2e
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b

/** Where nobody asks for anything. */
const NO_TREE = new PathTree()
const NOWHERE = NO_TREE.root

/**
 * Reads events: one pass over the text checks that it is a JSON object, as strictly as JSON.parse,
 * and lays down the values at the paths of a tree. Everything else is skipped.
 */
export class EventScanner {
  readonly #source = new ByteText()
  readonly #values = new EventValues(this.#source)
  readonly #frames: Frame[] = []
  readonly #closers = new Uint8Array(DEEPEST_ENVELOPE)
  #node: PathNode = NOWHERE
  #hasEmptyStep = false

  /**
   * Reads the detail of an event; the other members of its envelope are known.
   *
   * @returns whether the detail is a JSON object of at most 1,000 levels.
   */
  scanDetail(event: EnvelopeFields, tree: PathTree = NO_TREE): boolean {
    const { envelope } = tree
    this.#values.begin(tree)
    if (!this.#scan(envelope.detail ?? NOWHERE, event.detail, DEEPEST_DETAIL)) return false
    if (tree.root.hasChildren) this.#takeEnvelope(envelope, event)
    return true
  }

  /** Reads a whole event. @returns whether it is a JSON object. */
  scanEnvelope(text: string, tree: PathTree = NO_TREE): boolean {
    this.#values.begin(tree)
    return this.#scan(tree.root, text, DEEPEST_ENVELOPE)
  }

  /** Lets go of the event that was read last. */
  clear(): void {
    this.#values.clear()
    this.#source.clear()
  }

  #takeEnvelope(nodes: EnvelopeNodes<PathNode>, event: EnvelopeFields): void {
    const values = this.#values
    values.take(nodes.version, '0')
    values.take(nodes.id, event.id)
    values.take(nodes.detailType, event.detailType)
    values.take(nodes.source, event.source)
    values.take(nodes.account, event.account)
    if (nodes.time !== undefined) values.take(nodes.time, eventTime(event.time))
    values.take(nodes.region, event.region)
    for (const resource of event.resources) values.take(nodes.resources, resource)
  }

  #scan(root: PathNode, text: string, levels: number): boolean {
    const source = this.#source
    source.load(text)
    const { bytes } = source
    const start = skipSpace(bytes, 0)
    if (bytes[start] !== OPENING_BRACE) return false
    const end = root.hasChildren
      ? this.#walk(root, start, levels)
      : skipContainer(bytes, start, levels, this.#closers)
    return end >= 0 && skipSpace(bytes, end) === source.length
  }

  /** Reads an object. @returns the place behind it, or -1. */
  #walk(root: PathNode, start: number, levels: number): number {
    const { bytes } = this.#source
    let depth = 0
    let arrays = 0
    let frame = this.#frameAt(0)
    frame.enterObject(root, undefined, false)
    let at = start + 1
    let isFirst = true
    for (;;) {
      let byte = bytes[at] as number
      if (byte <= SPACE) {
        at = skipSpace(bytes, at)
        byte = bytes[at] as number
      }
      if (byte === frame.closer) {
        at += 1
        if (depth === 0) return at
        depth -= 1
        frame = this.#frameAt(depth)
        isFirst = false
        continue
      }
      if (!isFirst) {
        if (byte !== COMMA) return -1
        at = skipSpace(bytes, at + 1)
      }
      isFirst = false

      let element = frame.element
      if (frame.isArray) {
        this.#node = frame.node
        this.#hasEmptyStep = frame.hasEmptyStep
      } else {
        at = this.#readMember(frame, at)
        if (at < 0) return -1
      }
      byte = bytes[at] as number
      const node = this.#node
      if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
        const isOfUse = node.hasChildren || (byte === OPENING_BRACKET && node.field !== undefined)
        if (!isOfUse) {
          at = skipContainer(bytes, at, levels - depth - 1, this.#closers)
          if (at < 0) return -1
          frame.length += 1
          continue
        }
        if (depth + 1 >= levels) return -1
        if (frame.isArray) {
          element = { array: frame.array, index: frame.length, parent: element }
          frame.length += 1
        }
        depth += 1
        frame = this.#frameAt(depth)
        if (byte === OPENING_BRACE) {
          frame.enterObject(node, element, this.#hasEmptyStep)
        } else {
          frame.enterArray(node, element, this.#hasEmptyStep, arrays)
          arrays += 1
        }
        at += 1
        isFirst = true
        continue
      }
      at =
        node.field === undefined
          ? skipScalar(bytes, at, byte)
          : this.#values.read(node, at, byte, element, this.#hasEmptyStep)
      if (at < 0) return -1
      frame.length += 1
    }
  }

  /** Finds the node that a member of an object leads to. @returns where the value starts, or -1. */
  #readMember(frame: Frame, start: number): number {
    const { bytes, view } = this.#source
    const { order } = frame.node
    let { place } = frame
    let known = order.at(place)
    if (known !== undefined && !known.isWrittenAt(view, start)) {
      // Members may be left out.
      place += 1
      known = order.at(place)
      if (known !== undefined && !known.isWrittenAt(view, start)) known = undefined
    }
    if (known === undefined) return this.#readName(frame, start)
    frame.place = place + 1
    this.#node = known.node
    this.#hasEmptyStep = frame.hasEmptyStep
    return skipSpace(bytes, start + known.length)
  }

  #readName(frame: Frame, start: number): number {
    const { bytes } = this.#source
    if (bytes[start] !== QUOTE) return -1
    const nameStart = start + 1
    let at = nameStart
    let byte = bytes[at] as number
    while (byte !== QUOTE && byte !== BACKSLASH && byte !== POINT && byte >= SPACE) {
      at += 1
      byte = bytes[at] as number
    }
    if (byte !== QUOTE || at === nameStart || !this.#source.isWellFormed) {
      return this.#readUnusualName(frame, start)
    }
    const node = frame.node.childAt(bytes, nameStart, at) ?? NOWHERE
    this.#node = node
    this.#hasEmptyStep = frame.hasEmptyStep
    if (bytes[at + 1] === COLON) this.#learn(frame, start, at + 2, node)
    return skipColon(bytes, at + 1)
  }

  /** A name that is empty, or has escapes, dots or other things that are not as they are written. */
  #readUnusualName(frame: Frame, start: number): number {
    const end = skipString(this.#source.bytes, start + 1)
    if (end < 0) return -1
    const name: string = JSON.parse(this.#source.slice(start, end))
    let node: PathNode = frame.node
    for (const step of name.split('.')) node = node.child(step) ?? NOWHERE
    this.#node = node
    this.#hasEmptyStep = frame.hasEmptyStep || hasEmptyStep(name)
    return skipColon(this.#source.bytes, end)
  }

  #learn(frame: Frame, start: number, end: number, node: PathNode): void {
    const length = end - start
    if (length > LONGEST_KNOWN) return
    const { view } = this.#source
    const create = () => new KnownMember(view, start, length, node)
    frame.place = frame.node.order.learn(frame.place, create)
  }

  #frameAt(depth: number): Frame {
    const known = this.#frames[depth]
    if (known !== undefined) return known
    const created = new Frame(NOWHERE)
    this.#frames.push(created)
    return created
  }
}
