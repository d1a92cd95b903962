import { allFaults, type Fault } from './faults.ts'
import { HAS_CURL, HAS_PYTHON } from './machine.ts'

/** A fault, with how much is printed by a function that prints without end. */
export type FaultKind = {
  readonly name: string
  readonly fault: Fault
  readonly mebibytes: number
}

/** Past the limit of a log, and quick. */
const MEBIBYTES = 16
const FLOOD_MEBIBYTES = 1_024

/** What this machine can let happen, and a flood of a gibibyte. */
export function allFaultKinds(): FaultKind[] {
  return allFaults({ python: HAS_PYTHON, curl: HAS_CURL }).flatMap((fault) => {
    const kind = { name: fault.name, fault, mebibytes: MEBIBYTES }
    const flood = { name: `${fault.name} of 1 GiB`, fault, mebibytes: FLOOD_MEBIBYTES }
    return fault.name === 'Node.js: output' ? [kind, flood] : [kind]
  })
}

/**
 * @param names - separated by commas: `heap-bomb` is of every runtime, `python-loop` of one.
 * @throws when a name is none of them.
 */
export function chooseFaultKinds<T extends { readonly name: string }>(
  kinds: readonly T[],
  names: string | undefined,
): T[] {
  if (names === undefined) return [...kinds]

  const wanted = names.split(',')
  const unknown = wanted.find((name) => !kinds.some((kind) => isCalled(kind.name, name)))
  if (unknown !== undefined) {
    const known = kinds.map(({ name }) => toWords(name)).join(', ')
    throw new Error(`There is no fault ${unknown}; there are ${known}.`)
  }
  return kinds.filter((kind) => wanted.some((name) => isCalled(kind.name, name)))
}

function isCalled(kind: string, name: string): boolean {
  return [kind, kind.slice(kind.indexOf(':') + 1)].map(toWords).includes(toWords(name))
}

function toWords(name: string): string {
  return (
    name
      .toLowerCase()
      .match(/[a-z0-9.]+/g)
      ?.join('-') ?? ''
  )
}
