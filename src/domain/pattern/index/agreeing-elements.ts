import type { Element } from '../scanned-event.ts'

/** The array elements of satisfying values. */
export type Elements = {
  /** In the order of the event; none for a value that is in no element. */
  readonly list: readonly (Element | undefined)[]
  /** The array that all of them are directly in, if that is in no other: so it is in most events. */
  readonly array: number | undefined
}

/** More combinations than this are better searched in a way that puts equal ones together. */
const MOST_COMBINATIONS = 2_000

export function toElements(list: readonly (Element | undefined)[]): Elements {
  return { list, array: onlyArray(list) }
}

function onlyArray(list: Elements['list']): number | undefined {
  const array = list[0]?.array
  for (const element of list) {
    if (element === undefined || element.array !== array || element.parent !== undefined) return
  }
  return array
}

/**
 * Whether one element of each list can be chosen so that they agree, which is so when each two of them do.
 *
 * @returns undefined if there are too many combinations to try.
 */
export function canAgree(all: readonly Elements[]): boolean | undefined {
  const array = all[0]?.array
  let areInOne = array !== undefined
  let combinations = 1
  for (const elements of all) {
    if (elements.array !== array) areInOne = false
    combinations *= elements.list.length
  }
  if (areInOne) return haveCommonElement(all)
  if (combinations > MOST_COMBINATIONS) return undefined
  return choose(all, [])
}

function haveCommonElement(all: readonly Elements[]): boolean {
  let shortest: Elements['list'] = all[0]?.list ?? []
  for (const { list } of all) if (list.length < shortest.length) shortest = list
  for (const element of shortest) {
    if (element !== undefined && isInAll(all, element.index)) return true
  }
  return false
}

function isInAll(all: readonly Elements[], index: number): boolean {
  for (const { list } of all) if (!hasIndex(list, index)) return false
  return true
}

/** By halves: the elements of one array are in their order in the event. */
function hasIndex(list: Elements['list'], wanted: number): boolean {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const index = list[middle]?.index ?? -1
    if (index === wanted) return true
    if (index < wanted) low = middle + 1
    else high = middle
  }
  return false
}

function choose(all: readonly Elements[], chosen: readonly (Element | undefined)[]): boolean {
  const elements = all[chosen.length]
  if (elements === undefined) return true
  return elements.list.some(
    (element) =>
      chosen.every((other) => agree(element, other)) && choose(all, [...chosen, element]),
  )
}

/** Whether two elements are not inside of different elements of one array. */
function agree(one: Element | undefined, other: Element | undefined): boolean {
  for (let left = one; left !== undefined; left = left.parent) {
    for (let right = other; right !== undefined; right = right.parent) {
      if (left.array === right.array && left.index !== right.index) return false
    }
  }
  return true
}
