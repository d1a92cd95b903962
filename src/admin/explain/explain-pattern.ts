import { InvalidEventPattern } from '../../domain/faults.ts'
import { judgePattern } from '../../domain/pattern/explain/judge-pattern.ts'
import { parsePattern } from '../../domain/pattern/parse/parse-pattern.ts'
import { scanEvent } from '../../domain/pattern/scan-event.ts'
import { type AdminAnswer, type AdminRequest, badRequest } from '../admin-route.ts'
import { describeJudgement } from './describe-judged.ts'

/** PutRule takes no longer ones. */
const LONGEST_PATTERN = 4_096

/** `{"pattern": …, "event": …}`, each as an object or as the text of one. */
export function explainPattern({ body }: AdminRequest): AdminAnswer {
  const [unknown] = Object.keys(body).filter((name) => name !== 'pattern' && name !== 'event')
  if (unknown !== undefined) {
    return badRequest(`There is no ${unknown} here; give pattern and event.`)
  }
  const pattern = textOf(body['pattern'])
  const event = textOf(body['event'])
  if (pattern === undefined)
    return badRequest('pattern is an event pattern: an object, or its text.')
  if (event === undefined) return badRequest('event is an event: an object, or its text.')
  if (pattern.length > LONGEST_PATTERN) {
    return badRequest(`pattern has ${pattern.length} characters; rules take ${LONGEST_PATTERN}.`)
  }
  return answerTo(pattern, event)
}

/** Of an object, its JSON: what is spelled otherwise (`1.0`, a name given twice) needs the text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? JSON.stringify(value) : undefined
}

function answerTo(patternText: string, text: string): AdminAnswer {
  const scan = scanEvent(text)
  if (!scan.ok) return badRequest(`event is not valid: ${scan.reason}`)
  const pattern = parse(patternText)
  if (pattern instanceof InvalidEventPattern) return badRequest(pattern.message)
  const judgement = judgePattern(pattern, scan.event)
  const { words, details } = describeJudgement({ pattern, judgement }, { event: scan.event, text })
  const verdict = judgement.matched ? 'matched' : 'not-matched'
  return { status: 200, body: { verdict, words, ...details } }
}

function parse(text: string) {
  try {
    return parsePattern(text)
  } catch (error) {
    if (error instanceof InvalidEventPattern) return error
    throw error
  }
}
