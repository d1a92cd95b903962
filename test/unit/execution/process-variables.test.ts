import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import {
  variablesOf,
  withoutVariables,
} from '../../../src/execution/environment/process-variables.ts'

/** As of a real process; the name is as bad as it can be. */
function aStat({ state = 'S', flags = 0x40_0000, start = '1000', end = '1200' }): string {
  const fields = Array.from({ length: 50 }, () => '7')
  Object.assign(fields, { 0: state, 6: String(flags), 47: start, 48: end })
  return `17 (a) b Z 0) ${fields.join(' ')}\n`
}

describe('a process without variables', () => {
  it.each([
    ['is becoming another program', { start: '0', end: '0' }, 'becoming'],
    ['has become one since it was read', {}, 'becoming'],
    ['was given none', { end: '1000' }, { text: '' }],
    ['belongs to the kernel', { flags: 0x20_8040, start: '0', end: '0' }, { text: '' }],
    ['has ended, and nobody has asked how', { state: 'Z', start: '0', end: '0' }, 'gone'],
  ])('%s', (_why, fields, expected) => {
    expect(withoutVariables(aStat(fields))).toEqual(expected)
  })
})

describe.runIf(process.platform === 'linux')('a process that is there', () => {
  it('shows the variables that it was given, or none', async () => {
    const given = spawn('sleep', ['100'], { env: { PATH: process.env['PATH'], NAME: 'value' } })
    const bare = spawn('env', ['-i', 'sleep', '100'])
    await Promise.all([once(given, 'spawn'), once(bare, 'spawn')])
    await expect
      .poll(() => variablesOf(given.pid ?? 0))
      .toMatchObject({
        text: expect.stringContaining('NAME=value\0'),
      })
    await expect.poll(() => variablesOf(bare.pid ?? 0)).toEqual({ text: '' })
    given.kill('SIGKILL')
    bare.kill('SIGKILL')
    await Promise.all([once(given, 'exit'), once(bare, 'exit')])
    expect(variablesOf(given.pid ?? 0)).toBe('gone')
  })
})
