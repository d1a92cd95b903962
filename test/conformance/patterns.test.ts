import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidEventPattern, InvalidInput } from '../../src/domain/faults.ts'
import { RuleIndex } from '../../src/domain/pattern/index/rule-index.ts'
import { parsePattern } from '../../src/domain/pattern/parse/parse-pattern.ts'
import { EventScanner } from '../../src/domain/pattern/scan/event-scanner.ts'
import { testEventPattern } from '../../src/domain/pattern/test-event-pattern.ts'

/** One line of `data/patterns-*.jsonl`. */
type Case = {
  readonly id: string
  readonly pattern: string
  readonly event: string
  readonly expect: 'match' | 'nomatch' | 'error'
  readonly code?: 'InvalidEventPatternException' | 'ValidationException'
  /** The first line of the message. */
  readonly message?: string
  /** The whole message, where it names a place. */
  readonly message_full?: string
}

const DATA = new URL('data/', import.meta.url)
const FAULTS = {
  InvalidEventPatternException: InvalidEventPattern,
  ValidationException: InvalidInput,
}

const files = readdirSync(DATA).filter((name) => /^patterns-.*\.jsonl$/.test(name))

describe.each(files)('%s', (file) => {
  it.each(readCases(file))('$id', (aCase) => {
    if (aCase.expect === 'error') expectRefusal(aCase)
    else expect(testEventPattern(aCase.pattern, aCase.event)).toBe(aCase.expect === 'match')
  })
})

describe('the same cases, through the index of a bus with all of their patterns', () => {
  it.each(files)('%s', (file) => {
    const cases = readCases(file).filter(({ expect }) => expect !== 'error')
    const index = new RuleIndex<string>()
    for (const { id, pattern } of cases) index.add(id, parsePattern(pattern))
    const scanner = new EventScanner()
    for (const { id, event, expect: expected } of cases) {
      const isEvent = scanner.scanEnvelope(event, index.tree)
      const isMatched = isEvent && index.matching().includes(id)
      scanner.clear()
      expect({ id, isEvent, isMatched }).toEqual({
        id,
        isEvent: true,
        isMatched: expected === 'match',
      })
    }
  })
})

function readCases(file: string): readonly Case[] {
  const lines = readFileSync(new URL(file, DATA), 'utf8').trim().split('\n')
  return lines.map((line): Case => JSON.parse(line))
}

function expectRefusal({ pattern, event, code, message, message_full }: Case): void {
  if (code === undefined) throw new Error('an expected error needs a code')
  const error = thrownBy(() => testEventPattern(pattern, event))
  expect(error).toBeInstanceOf(FAULTS[code])
  const text = error instanceof Error ? error.message : ''
  expect(text.split('\n')[0]).toBe(message)
  if (message_full !== undefined) expect(text).toBe(message_full)
}

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
