// First: it refuses a Node that is too old, and turns on the compile cache. `npm start` loads it before this file.
import './require-node.cjs'
import { flushCompileCache } from 'node:module'

/** Exit codes: 1 for what the machine refuses, 2 for a configuration that cannot be used. */
const CANNOT_START = 1
const BAD_CONFIGURATION = 2
/** One press of Ctrl-C comes twice under `npm start`: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 500

// Loaded after the compile cache is on, which makes the start several times faster.
const { readConfig, ConfigError } = await import('./config.ts')
const { startApp, StartError } = await import('./app.ts')

let starting: ReturnType<typeof startApp> | undefined
// A signal that comes while it starts waits for that: threads that still open their files would write
// into a directory that is being removed.
stopOnSignals(async () => (await starting)?.stop())

try {
  starting = startApp(readConfig(process.argv.slice(2), process.env), {
    onFatal: (error) =>
      exitWith(72, `busbar stops, since it cannot store any more: ${error.message}`),
  })
  const app = await starting
  // Node would write it at the exit, which a killed process never has: its next start would compile anew.
  flushCompileCache()
  process.stdout.write(`busbar is ready on ${app.url}\n`)
} catch (error) {
  if (error instanceof ConfigError) exitWith(BAD_CONFIGURATION, error.message)
  if (error instanceof StartError) exitWith(CANNOT_START, error.message)
  throw error
}

/** The first signal stops gracefully, a second one at once. */
function stopOnSignals(stop: () => Promise<void>): void {
  let since: number | undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (since !== undefined) {
        if (performance.now() - since > SAME_SIGNAL_MS) process.exit(CANNOT_START)
        return
      }
      since = performance.now()
      stop().then(
        () => process.exit(0),
        (error: Error) => exitWith(CANNOT_START, `busbar did not stop cleanly: ${error.message}`),
      )
    })
  }
}

function exitWith(code: number, line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(code)
}
