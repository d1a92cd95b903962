import { Refusal } from '../json/refusal.ts'
import type { Branch, FieldPattern, Predicate } from '../pattern.ts'
import { toUtf8 } from '../value/utf8.ts'
import type { WildcardParts } from '../value/wildcard.ts'

/** AWS refused a score of 11 and accepted 7; the README of aws/event-ruler works with 10. */
const HIGHEST_SCORE = 10

/**
 * Patterns that lead to more sets than this are given up as too complex. Real ones have some dozens
 * of sets; only texts made for the purpose have many with low scores.
 */
const MOST_SETS = 20_000

const ANY_BYTE = -1
const QUOTE = 0x22

type Item = number | 'star'

/** One wildcard text, quoted: its bytes and stars, and a number that names each of its beginnings. */
type Automaton = {
  readonly index: number
  readonly items: readonly Item[]
  readonly names: readonly number[]
}

type State = { readonly automaton: Automaton; readonly at: number }

/** @throws Refusal if some value could be inside too many wildcard texts at once. */
export function refuseComplexWildcards(branches: readonly Branch[]): void {
  for (const predicates of wildcardsPerValue(branches)) {
    if (boundScore(predicates) <= HIGHEST_SCORE) continue
    if (scoreWildcards(predicates) > HIGHEST_SCORE) {
      throw new Refusal(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      )
    }
  }
}

/**
 * The wildcards that are tried on the same value: those of one path, in branches whose conditions
 * before that path are the same. (AWS walks the paths of a rule in order, and branches part where
 * they differ.)
 */
function wildcardsPerValue(branches: readonly Branch[]): readonly (readonly Predicate[])[] {
  // Most patterns have none.
  if (!branches.some((branch) => branch.some(({ anyOf }) => anyOf.some(hasWildcard)))) return []
  const numbers = new Map<FieldPattern, number>()
  const groups = new Map<string, Set<Predicate>>()
  for (const branch of branches) {
    let before = ''
    for (const field of branch) {
      const key = `${before}/${field.path}`
      const wildcards = field.anyOf.filter(hasWildcard)
      if (wildcards.length > 0) groups.set(key, new Set([...(groups.get(key) ?? []), ...wildcards]))
      if (!numbers.has(field)) numbers.set(field, numbers.size)
      before += ` ${numbers.get(field)}`
    }
  }
  return [...groups.values()].map((group) => [...group])
}

function hasWildcard(predicate: Predicate): boolean {
  return membersOf(predicate).some(({ is }) => is === 'wildcard')
}

function membersOf(predicate: Predicate): readonly Predicate[] {
  return predicate.is === 'anything-but' ? predicate.noneOf : [predicate]
}

/**
 * A number that the score does not exceed, and that takes a look at each byte: most wildcards need
 * no more. A value is at one place at most before the first star; behind each, it waits there and
 * is at places of the next part, for each of which that part began at a byte like its first.
 */
export function boundScore(predicates: readonly Predicate[]): number {
  let bound = 0
  for (const member of predicates.flatMap(membersOf)) {
    if (member.is !== 'wildcard') continue
    bound += 1
    const last = member.parts.length - 1
    for (let index = 1; index <= last; index += 1) {
      const bytes = toUtf8(`${member.parts[index]}${index === last ? '"' : ''}`)
      bound += 1
      for (const byte of bytes) if (byte === bytes[0]) bound += 1
    }
  }
  return bound
}

/**
 * The largest number of beginnings of wildcard texts that one value can match at once: the size
 * that the state of an automaton for all of them can reach. Stops counting above the limit.
 */
export function scoreWildcards(predicates: readonly Predicate[]): number {
  const start = toAutomata(predicates).map((automaton) => ({ automaton, at: 0 }))
  const seen = new Set<string>()
  const waiting: (readonly State[])[] = [start]
  let highest = 0
  for (let states = waiting.pop(); states !== undefined; states = waiting.pop()) {
    for (const byte of bytesAhead(states)) {
      const next = step(states, byte)
      highest = Math.max(highest, new Set(next.map(nameOf)).size)
      if (highest > HIGHEST_SCORE || seen.size > MOST_SETS) return HIGHEST_SCORE + 1
      const key = next.map(({ automaton, at }) => `${automaton.index}:${at}`).join(' ')
      if (!seen.has(key)) waiting.push(next)
      seen.add(key)
    }
  }
  return highest
}

function nameOf({ automaton, at }: State): number | undefined {
  return automaton.names[at]
}

function bytesAhead(states: readonly State[]): Iterable<number> {
  const bytes = new Set([ANY_BYTE])
  for (const { automaton, at } of states) {
    const item = automaton.items[at]
    if (typeof item === 'number') bytes.add(item)
  }
  return bytes
}

/** The states after one more byte, in the order of the automata and then of their beginnings. */
function step(states: readonly State[], byte: number): readonly State[] {
  const next: State[] = []
  const add = (state: State) => {
    const last = next.at(-1)
    if (last?.automaton !== state.automaton || last.at < state.at) next.push(state)
  }
  for (const { automaton, at } of states) {
    if (automaton.items[at - 1] === 'star') add({ automaton, at })
    if (automaton.items[at] !== byte) continue
    add({ automaton, at: at + 1 })
    if (automaton.items[at + 1] === 'star') add({ automaton, at: at + 2 })
  }
  return next
}

function toAutomata(predicates: readonly Predicate[]): readonly Automaton[] {
  const automata = new Map<string, Automaton>()
  const nameNext = createNames()
  for (const predicate of predicates) {
    const isSet = predicate.is === 'anything-but'
    const root = nameNext()
    for (const member of membersOf(predicate)) {
      if (member.is !== 'wildcard') continue
      const items = toItems(member.parts)
      // A text that is there twice counts once.
      const key = `${isSet ? root : ''}/${items.join(' ')}`
      if (automata.has(key)) continue
      automata.set(key, { index: automata.size, items, names: nameAll(items, root, nameNext) })
    }
  }
  return [...automata.values()]
}

function toItems(parts: WildcardParts): readonly Item[] {
  const items: Item[] = [QUOTE]
  for (const [index, part] of parts.entries()) {
    if (index > 0) items.push('star')
    items.push(...toUtf8(part))
  }
  return [...items, QUOTE]
}

/** Gives a new number, or the same one again for the same item behind the same number. */
type NameNext = (before?: number, item?: Item | 'end') => number

function createNames(): NameNext {
  const known = new Map<string, number>()
  let last = 0
  return (before, item) => {
    const key = `${before} ${item}`
    const name = item === undefined ? undefined : known.get(key)
    if (name !== undefined) return name
    last += 1
    if (item !== undefined) known.set(key, last)
    return last
  }
}

/**
 * AWS lets the texts of one `anything-but` share their ends, and their equal beginnings up to the
 * character before a second star. What is shared has one name and counts once.
 */
function nameAll(items: readonly Item[], root: number, nameNext: NameNext): readonly number[] {
  const secondStar = items.indexOf('star', items.indexOf('star') + 1)
  const shared = (secondStar < 0 ? items.length : secondStar) - 1
  const names = [root]
  for (const [index, item] of items.slice(0, -1).entries()) {
    names.push(index < shared ? nameNext(names[index], item) : nameNext())
  }
  return [...names, nameNext(root, 'end')]
}
