import type { Element } from '../scanned-event.ts'

/** Satisfying values in array elements: the elements, or none for a value that is in no element. */
export type Elements = readonly (Element | undefined)[]

/** More combinations than this are better searched in a way that puts equal ones together. */
const MOST_COMBINATIONS = 2_000

/**
 * Whether one element of each list can be chosen so that they agree, which is so when each two of them do.
 *
 * @returns undefined if there are too many combinations to try.
 */
export function canAgree(lists: readonly Elements[]): boolean | undefined {
  const array = onlyArray(lists)
  if (array !== undefined) return haveCommonElement(lists)
  let combinations = 1
  for (const { length } of lists) combinations *= length
  if (combinations > MOST_COMBINATIONS) return undefined
  return choose(lists, [])
}

/** The array that all elements are directly in, which is in no other: so it is in most events. */
function onlyArray(lists: readonly Elements[]): number | undefined {
  const array = lists[0]?.[0]?.array
  const isIn = (element: Element | undefined) =>
    element !== undefined && element.array === array && element.parent === undefined
  return lists.every((list) => list.every(isIn)) ? array : undefined
}

function haveCommonElement(lists: readonly Elements[]): boolean {
  const [first = [], ...others] = lists.toSorted((left, right) => left.length - right.length)
  return first.some((element) => others.every((list) => hasIndex(list, element?.index ?? -1)))
}

/** By halves: the elements of one array are in their order in the event. */
function hasIndex(list: Elements, wanted: number): boolean {
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

function choose(lists: readonly Elements[], chosen: readonly (Element | undefined)[]): boolean {
  const list = lists[chosen.length]
  if (list === undefined) return true
  return list.some(
    (element) =>
      chosen.every((other) => agree(element, other)) && choose(lists, [...chosen, element]),
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
