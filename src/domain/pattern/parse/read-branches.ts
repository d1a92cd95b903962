import type { JsonReader } from '../json/json-reader.ts'
import { Refusal } from '../json/refusal.ts'
import type { FieldPattern } from '../pattern.ts'
import { readAlternatives } from './read-alternatives.ts'

/** The field patterns of a branch by path; a path that is named again replaces what it had. */
export type DraftBranch = Map<string, FieldPattern>

/** Amazon EventBridge User Guide, "Creating event patterns": `$or` must stay under this. */
const MOST_BRANCHES = 1_000

/** Names that AWS keeps for operators: not allowed as field names inside `$or`. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
])

type Position = {
  /** The path of the object that is read; `undefined` at the top. */
  readonly path: string | undefined
  readonly insideOr: boolean
}

/** Reads a pattern object whose opening brace was read. */
export function readBranches(reader: JsonReader): readonly DraftBranch[] {
  return readObject(reader, [new Map()], { path: undefined, insideOr: false })
}

function readObject(
  reader: JsonReader,
  before: readonly DraftBranch[],
  position: Position,
): readonly DraftBranch[] {
  let branches = before
  let isEmpty = true
  while (reader.next() !== 'end-object') {
    isEmpty = false
    branches =
      reader.name === '$or'
        ? readOr(reader, branches, position)
        : readMember(reader, branches, position)
  }
  if (isEmpty) throw reader.refusal('Empty objects are not allowed')
  return branches
}

function readMember(
  reader: JsonReader,
  branches: readonly DraftBranch[],
  { path, insideOr }: Position,
): readonly DraftBranch[] {
  const { name } = reader
  if (insideOr && RESERVED_NAMES.has(name)) {
    throw reader.refusal(`${name} is Ruler reserved fieldName which cannot be used inside $or.`)
  }
  switch (reader.next()) {
    case 'start-object': {
      const inner = path === undefined ? name : `${path}.${name}`
      return readObject(reader, branches, { path: inner, insideOr })
    }
    case 'start-array': {
      // AWS leaves an empty path away here, but not in events: {"":{"a":[1]}} matches {"a":1}.
      const field = { path: path ? `${path}.${name}` : name, anyOf: readAlternatives(reader) }
      for (const branch of branches) branch.set(field.path, field)
      return branches
    }
    default:
      throw reader.refusal(`"${name}" must be an object or an array`)
  }
}

/** Each object of an `$or` continues every branch there was. */
function readOr(
  reader: JsonReader,
  before: readonly DraftBranch[],
  { path }: Position,
): readonly DraftBranch[] {
  if (reader.next() !== 'start-array') {
    throw reader.refusal('It must be an Array followed with $or.')
  }
  const branches: DraftBranch[] = []
  let alternatives = 0
  for (let token = reader.next(); token !== 'end-array'; token = reader.next()) {
    if (token !== 'start-object') {
      throw reader.refusal('Only JSON object is allowed in array of $or relationship.')
    }
    alternatives += 1
    const continued = before.map((branch) => new Map(branch))
    branches.push(...readObject(reader, continued, { path, insideOr: true }))
    if (branches.length > MOST_BRANCHES) {
      throw new Refusal(
        `Rule is too complex - the $or relationships make more than ${MOST_BRANCHES} combinations`,
      )
    }
  }
  if (alternatives < 2) {
    throw reader.refusal('There must have at least 2 Objects in $or relationship.')
  }
  return branches
}
