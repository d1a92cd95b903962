import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleIndex } from '../../../../src/domain/pattern/index/rule-index.ts'
import { matches } from '../../../../src/domain/pattern/matches.ts'
import { parsePattern } from '../../../../src/domain/pattern/parse/parse-pattern.ts'
import { EventScanner } from '../../../../src/domain/pattern/scan/event-scanner.ts'
import { scanEvent } from '../../../../src/domain/pattern/scan-event.ts'
import { anEventText, aPatternText } from './support/pattern-texts.ts'

const scanner = new EventScanner()

function matchByIndex<Rule>(index: RuleIndex<Rule>, event: string): readonly Rule[] {
  if (!scanner.scanEnvelope(event, index.tree)) throw new Error(`not an event: ${event}`)
  const rules = index.matching()
  scanner.clear()
  return rules
}

function matchPlainly(patterns: readonly string[], event: string): readonly string[] {
  const scan = scanEvent(event)
  if (!scan.ok) throw new Error(scan.reason)
  return patterns.filter((pattern) => matches(parsePattern(pattern), scan.event))
}

describe('the index of a bus', () => {
  it('finds the rules that the plain matcher finds', () => {
    fc.assert(
      fc.property(
        fc.array(aPatternText, { maxLength: 30 }),
        fc.array(anEventText, { maxLength: 5 }),
        (patterns, events) => {
          const index = new RuleIndex<string>()
          for (const pattern of patterns) index.add(pattern, parsePattern(pattern))
          for (const event of events) {
            const found = [...matchByIndex(index, event)].sort()
            expect(found).toEqual([...matchPlainly(patterns, event)].sort())
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('goes on to find them as rules come and go', () => {
    const change = fc.oneof(
      fc.record({ add: aPatternText }),
      fc.record({ remove: fc.nat() }),
      fc.record({ event: anEventText }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = new RuleIndex<string>()
        const there: { pattern: string; entry: ReturnType<typeof index.add> }[] = []
        for (const step of changes) {
          if ('add' in step) {
            there.push({ pattern: step.add, entry: index.add(step.add, parsePattern(step.add)) })
          } else if ('remove' in step) {
            const [removed] = there.splice(step.remove % (there.length + 1), 1)
            if (removed) index.remove(removed.entry)
          } else {
            const patterns = there.map(({ pattern }) => pattern)
            const found = [...matchByIndex(index, step.event)].sort()
            expect(found).toEqual([...matchPlainly(patterns, step.event)].sort())
          }
        }
        for (const { entry } of there) index.remove(entry)
        expect(index.tree.root.hasChildren).toBe(false)
      }),
      { numRuns: 150 },
    )
  })
})
