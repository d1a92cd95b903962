import { describe, expect, it } from 'vitest'
import {
  type FaultResult,
  mergeFaultResults,
  problemsOf,
  toFaultTable,
} from '../../support/execution/fault-results.ts'

const LOOP: FaultResult = {
  kind: 'Node.js: loop',
  commit: 'abc1234',
  times: 500,
  seconds: 60,
  memoryMb: 100,
  wrong: [],
  otherCalls: 900,
  otherWrong: [],
  leftProcesses: [],
  leftFiles: 0,
}

describe('results of several runs', () => {
  it('become one a kind', () => {
    const bad = { ...LOOP, wrong: ['null'], leftProcesses: ['17'], leftFiles: 2, memoryMb: 90 }
    const exit = { ...LOOP, kind: 'Node.js: exit' }
    expect(toFaultTable(mergeFaultResults([LOOP, bad, exit]))).toBe(
      [
        'Commit abc1234.',
        '',
        '| Fault | times | wrong answers | processes left | files left | calls of another function | of those, wrong | memory of the server |',
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
        '| Node.js: exit | 500 | 0 | 0 | 0 | 900 | 0 | 100 MB |',
        '| Node.js: loop | 1000 | 1 | 1 | 2 | 1800 | 0 | 100 MB |',
        '',
      ].join('\n'),
    )
  })

  it('must be of one commit', () => {
    expect(() => mergeFaultResults([LOOP, { ...LOOP, commit: 'def5678' }])).toThrow(
      'These are results of abc1234 and of def5678.',
    )
  })

  it('say what must not be', () => {
    expect(problemsOf(LOOP)).toEqual([])
    expect(
      problemsOf({
        ...LOOP,
        wrong: ['null', 'true'],
        otherWrong: ['3'],
        leftProcesses: ['17'],
        leftFiles: 2,
      }),
    ).toEqual([
      '2 wrong answers, such as null',
      '1 of another function, such as 3',
      'processes left: 17',
      'files left: 2',
    ])
  })
})
