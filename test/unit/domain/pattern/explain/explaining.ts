import { explainMiss } from '../../../../../src/domain/pattern/explain/explain-miss.ts'
import type { Failure } from '../../../../../src/domain/pattern/explain/failure.ts'
import { judgePattern } from '../../../../../src/domain/pattern/explain/judge-pattern.ts'
import { parsePattern } from '../../../../../src/domain/pattern/parse/parse-pattern.ts'
import { scanEvent } from '../../../../../src/domain/pattern/scan-event.ts'
import type { ScannedEvent } from '../../../../../src/domain/pattern/scanned-event.ts'

export function scanned(text: string): ScannedEvent {
  const scan = scanEvent(text)
  if (!scan.ok) throw new Error(scan.reason)
  return scan.event
}

/** Explains a pattern that does not match; both are given as texts. */
export function explain(patternText: string, text: string): Failure {
  const pattern = parsePattern(patternText)
  const event = scanned(text)
  const judgement = judgePattern(pattern, event)
  if (judgement.matched) throw new Error('the pattern matches')
  return explainMiss(pattern, { event, text }, judgement)
}
