import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const OLDEST_MINOR = 8
const PROBE_LIMIT_MS = 10_000
const PROBE = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])'

export type PythonInterpreter = {
  readonly path: string
  /** For example `3.12.4`. */
  readonly version: string
}

export type PythonInterpreters = {
  /** The one of the runtime's own version, else whatever `python3` is; `undefined` when there is none. */
  find(runtime: string): Promise<PythonInterpreter | undefined>
}

/**
 * Looks on this machine's path, once per runtime for what is there. Each candidate is run: some tools put
 * names on the path behind which there is no interpreter.
 *
 * @param probe - @throws when the command is not there or does not work.
 */
export function createPythonInterpreters(
  probe: (command: string) => Promise<string> = runProbe,
): PythonInterpreters {
  const known = new Map<string, PythonInterpreter>()
  const look = async (runtime: string) => {
    for (const command of candidates(runtime)) {
      const output = await probe(command).catch(() => '')
      const found = parseProbe(output)
      if (found !== undefined) return found
    }
    return undefined
  }

  return {
    async find(runtime) {
      const found = known.get(runtime) ?? (await look(runtime))
      if (found !== undefined) known.set(runtime, found)
      return found
    },
  }
}

/** The commands that are tried, in order. */
function candidates(runtime: string): readonly string[] {
  return [runtime, 'python3']
}

export function isOfRuntime({ version }: PythonInterpreter, runtime: string): boolean {
  return `python${version}`.startsWith(`${runtime}.`)
}

function parseProbe(output: string): PythonInterpreter | undefined {
  const [path = '', version = ''] = output.trim().split('\n')
  const [major, minor] = version.split('.').map(Number)
  if (path === '' || major !== 3 || minor === undefined || minor < OLDEST_MINOR) return undefined
  return { path, version }
}

async function runProbe(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ['-c', PROBE], { timeout: PROBE_LIMIT_MS })
  return stdout
}

/** What to say where no interpreter was found. */
export function missingPython(runtime: string): string {
  const tried = candidates(runtime).join(' nor ')
  return `Couldn't find an interpreter for ${runtime}: neither ${tried} on the path of this server is Python 3.8 or later`
}
