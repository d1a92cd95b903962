import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { cleanEnvironment, ROOT } from '../support/process-server.ts'

/** What the README shows, with a hole where a time or a port stands. */
function shownIn(readme: string): string {
  const [, shown = ''] =
    /It prints\n\n```text\n([\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? []
  return withHoles(shown)
}

function withHoles(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/127\.0\.0\.1:\d+/, '<address>')
    .trim()
}

it('the orders example prints what its README shows', async () => {
  const script = join(ROOT, 'examples/orders/run.mjs')
  const env = cleanEnvironment()
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, timeout: 20_000 })
  expect(withHoles(stdout)).toBe(shownIn(join(ROOT, 'examples/orders/README.md')))
})
