import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/domain/faults.ts'
import { nextFireTime } from '../../src/domain/schedule/fire-times.ts'
import { parseScheduleExpression } from '../../src/domain/schedule/schedule-expression.ts'

/**
 * Who says so: `recorded`, AWS was observed to follow this rule; `documented`, its documentation;
 * `decided`, neither does, and busbar chose.
 */
type Origin = 'recorded' | 'documented' | 'decided'

type Syntax = { expression: string; valid: boolean; origin: Origin }
type FireTimes = {
  expression: string
  anchor?: string
  after: string
  next: string[]
  /** Nothing follows the instants of `next`. */
  last?: boolean
}

describe('schedule expressions', () => {
  it.each(readLines<Syntax>('schedules-syntax.jsonl'))(
    '$expression: valid is $valid ($origin)',
    ({ expression, valid }) => {
      const parse = () => parseScheduleExpression(expression)
      if (valid) expect(parse).not.toThrow()
      else expect(parse).toThrow(new InvalidInput('Parameter ScheduleExpression is not valid.'))
    },
  )

  it.each(readLines<FireTimes>('schedules-fire-times.jsonl'))(
    '$expression after $after fires at $next',
    (vector) => {
      const expression = parseScheduleExpression(vector.expression)
      const anchor = Date.parse(vector.anchor ?? vector.after)
      let after = Date.parse(vector.after)
      for (const expected of vector.next) {
        const next = nextFireTime(expression, after, anchor)
        expect(next).toBe(Date.parse(expected))
        after = next ?? after
      }
      if (vector.last) expect(nextFireTime(expression, after, anchor)).toBeUndefined()
    },
  )
})

function readLines<T>(name: string): T[] {
  const text = readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}
