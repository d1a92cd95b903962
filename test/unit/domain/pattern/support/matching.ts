import type { RuleIndex } from '../../../../../src/domain/pattern/index/rule-index.ts'
import { matches } from '../../../../../src/domain/pattern/matches.ts'
import { parsePattern } from '../../../../../src/domain/pattern/parse/parse-pattern.ts'
import { EventScanner } from '../../../../../src/domain/pattern/scan/event-scanner.ts'
import { scanEvent } from '../../../../../src/domain/pattern/scan-event.ts'

const scanner = new EventScanner()

export function matchByIndex<Rule>(index: RuleIndex<Rule>, event: string): readonly Rule[] {
  if (!scanner.scanEnvelope(event, index.tree)) throw new Error(`not an event: ${event}`)
  const rules = index.matching()
  scanner.clear()
  return rules
}

export function matchPlainly(patterns: readonly string[], event: string): readonly string[] {
  const scan = scanEvent(event)
  if (!scan.ok) throw new Error(scan.reason)
  return patterns.filter((pattern) => matches(parsePattern(pattern), scan.event))
}
