import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** docs/event-patterns.md is held to the cases: patterns.test.ts runs them, this finds them. */
const DATA = new URL('data/', import.meta.url)
const page = readFileSync(new URL('../../docs/event-patterns.md', import.meta.url), 'utf8')

/** Every case by its file and its id: `strings/prefix-fails`. */
const known = new Set(
  readdirSync(DATA).flatMap((file) => {
    const subject = /^patterns-(.*)\.jsonl$/.exec(file)?.[1]
    if (subject === undefined) return []
    const lines = readFileSync(new URL(file, DATA), 'utf8').trim().split('\n')
    return lines.map((line) => `${subject}/${toName(JSON.parse(line).id)}`)
  }),
)

function toName(id: string): string {
  const words = id.replace(/ \(\d+\)$/, '').toLowerCase()
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

type Section = { readonly title: string; readonly lines: readonly string[] }

/** The numbered sections. */
function normativeSections(): readonly Section[] {
  const parts = page.split(/^#{2,3} /m).slice(1)
  return parts
    .map((part) => {
      const [title = '', ...lines] = part.split('\n')
      return { title, lines: lines.filter((line) => line !== '') }
    })
    .filter(({ title }) => /^\d/.test(title))
}

/** A sentence and the cases behind it, one a line. */
const SENTENCE = /^(?<text>.+[.:]) \[(?<cases>[^\]]+)\]$/

function casesOf(line: string): readonly string[] {
  return SENTENCE.exec(line)?.groups?.['cases']?.split(', ') ?? []
}

/** The words alone: code has dots of its own. */
function wordsOf(line: string): string {
  const text = SENTENCE.exec(line)?.groups?.['text'] ?? ''
  return text.replace(/`[^`]*`/g, 'code')
}

describe.each(normativeSections())('$title', ({ lines }) => {
  it('has sentences, each with the cases that prove it', () => {
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.filter((line) => !SENTENCE.test(line))).toEqual([])
    // One sentence a line: a second one would hide behind the cases of the first.
    expect(lines.map(wordsOf).filter((words) => /\. \S/.test(words))).toEqual([])
  })

  it('refers to cases that exist', () => {
    expect(lines.flatMap(casesOf).filter((name) => !known.has(name))).toEqual([])
  })
})

it('leaves no subject of the cases out', () => {
  const used = new Set(normativeSections().flatMap(({ lines }) => lines.flatMap(casesOf)))
  const subjects = (names: Iterable<string>) =>
    new Set([...names].map((name) => name.split('/')[0]))
  expect(subjects(used)).toEqual(subjects(known))
  const own = [...known].filter((name) => name.startsWith('language/'))
  expect(own.filter((name) => !used.has(name))).toEqual([])
})
