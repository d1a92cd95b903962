import type { Element } from '../scanned-event.ts'
import type { PathNode } from './path-tree.ts'

const CLOSING_BRACKET = 0x5d
const CLOSING_BRACE = 0x7d

/** An object or array that is being read, because there may be values inside that somebody asks for. */
export class Frame {
  isArray = false
  closer = CLOSING_BRACE
  node: PathNode
  element: Element | undefined
  hasEmptyStep = false
  /** Which member comes next, of those that objects here had lately. */
  place = 0
  /** Number of the array in the event. */
  array = 0
  /** How many elements of the array have been read. */
  length = 0

  constructor(node: PathNode) {
    this.node = node
  }

  enterObject(node: PathNode, element: Element | undefined, hasEmptyStep: boolean): void {
    this.isArray = false
    this.closer = CLOSING_BRACE
    this.node = node
    this.place = 0
    this.element = element
    this.hasEmptyStep = hasEmptyStep
  }

  enterArray(
    node: PathNode,
    element: Element | undefined,
    hasEmptyStep: boolean,
    array: number,
  ): void {
    this.enterObject(node, element, hasEmptyStep)
    this.isArray = true
    this.closer = CLOSING_BRACKET
    this.array = array
    this.length = 0
  }
}
