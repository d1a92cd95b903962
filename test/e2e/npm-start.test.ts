import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { isRunning, until } from '../support/execution/until.ts'
import {
  cleanEnvironment,
  endLeftovers,
  ROOT,
  readyUrl,
  temporaryDirectory,
  watch,
  within,
} from '../support/process-server.ts'

afterAll(endLeftovers)

it.each([
  ['gets SIGTERM', 'SIGTERM', 'npm alone'],
  ['gets SIGINT', 'SIGINT', 'npm alone'],
  // The terminal tells everybody in the group, and npm then passes it on.
  ['is ended with Ctrl-C', 'SIGINT', 'the group'],
] as const)(
  'stops gracefully and leaves nobody behind when npm start %s',
  async (_what, signal, receiver) => {
    await using directory = await temporaryDirectory()
    const data = `${directory.path}/data`
    const env = { ...cleanEnvironment(), BUSBAR_DATA: data, BUSBAR_PORT: '0' }
    const npm = watch(spawn('npm', ['start'], { cwd: ROOT, env, detached: true }))
    try {
      await readyUrl(npm)
      expect(readdirSync(data)).toContain('lock.pid')
      process.kill(receiver === 'the group' ? -npm.pid : npm.pid, signal)
      expect(await within(15_000, npm.exited, 'npm ends')).toEqual({ code: 0, signal: null })
      await until('nobody of its group is left', () => !isRunning(-npm.pid))
      // Only who stops in good order gives the lock back.
      expect(readdirSync(data)).not.toContain('lock.pid')
    } finally {
      if (isRunning(-npm.pid)) process.kill(-npm.pid, 'SIGKILL')
    }
  },
  60_000,
)
