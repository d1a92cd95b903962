import { EventScanner } from '../../../../../src/domain/pattern/scan/event-scanner.ts'
import { type PathNode, PathTree } from '../../../../../src/domain/pattern/scan/path-tree.ts'
import { scanEvent } from '../../../../../src/domain/pattern/scan-event.ts'
import { type Element, valuesAt } from '../../../../../src/domain/pattern/scanned-event.ts'

const scanner = new EventScanner()

export function askFor(tree: PathTree, path: string): PathNode {
  const node = tree.grow(path)
  node.field = path
  return node
}

type Found = {
  is: string
  text: string
  value?: number | undefined
  places: string
  empty: boolean
}

/** @param tree - may be one along which other events were read before. */
export function findByScanner(
  text: string,
  paths: readonly string[],
  tree = new PathTree(),
): readonly (readonly Found[])[] {
  const nodes = paths.map((path) => askFor(tree, path))
  if (!scanner.scanEnvelope(text, tree)) throw new Error(`not an event: ${text}`)
  const found = nodes.map((node) => {
    const values: Found[] = []
    for (let value = node.first; value !== undefined; value = value.next) {
      const { is, text, value: number, element, hasEmptyStep: empty } = value
      values.push({ is, text, value: number, places: placesOf(element), empty })
    }
    return values
  })
  scanner.clear()
  return found
}

export function findPlainly(text: string, paths: readonly string[]): readonly (readonly Found[])[] {
  const scan = scanEvent(text)
  if (!scan.ok) throw new Error(scan.reason)
  return paths.map((path) =>
    valuesAt(scan.event, path).map((value) => ({
      is: value.is,
      text: value.text,
      value: value.is === 'number' ? value.value : undefined,
      places: placesOf(value.element),
      empty: value.hasEmptyStep,
    })),
  )
}

/** Where an element is: its index in each array, from the outside in. Arrays are numbered anyhow. */
function placesOf(element: Element | undefined): string {
  return element === undefined ? '' : `${placesOf(element.parent)}/${element.index}`
}
