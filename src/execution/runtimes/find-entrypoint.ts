import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where AWS looks, and names in its message. */
const NOT_FOUND = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
const HEAD_BYTES = 256
/** Linux's, and macOS's for one processor or several. */
const EXECUTABLE_FORMATS = ['7f454c46', 'cffaedfe', 'cafebabe']

/** Where Lambda's own images have `sh`, it is this shell; elsewhere it is often one that knows less. */
const BASH = '/bin/bash'

export type Entrypoint =
  | { readonly file: string; readonly args: readonly string[]; readonly argv0?: string }
  | { readonly problem: string }

/**
 * The `bootstrap` of a function's own runtime. What the system would refuse to run is found out here, so
 * that the refusal can be told in AWS's words.
 */
export async function findEntrypoint(taskRoot: string, layersRoot = '/opt'): Promise<Entrypoint> {
  const candidates = [
    { path: join(taskRoot, 'bootstrap'), shownAs: '/var/task/bootstrap' },
    { path: join(layersRoot, 'bootstrap'), shownAs: '/opt/bootstrap' },
  ]
  for (const { path, shownAs } of candidates) {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || found.isDirectory()) continue
    const how = await howToRun(path)
    return 'why' in how ? { problem: `fork/exec ${shownAs}: ${how.why}` } : how
  }
  return { problem: NOT_FOUND }
}

async function howToRun(
  path: string,
): Promise<Exclude<Entrypoint, { problem: string }> | { readonly why: string }> {
  if (!(await isExecutable(path))) return { why: 'permission denied' }
  const head = await readHead(path)
  if (EXECUTABLE_FORMATS.includes(head.toString('hex', 0, 4))) return { file: path, args: [] }
  // A shell would run it, the system does not.
  if (head.toString('latin1', 0, 2) !== '#!') return { why: 'exec format error' }
  const [interpreter = '', ...options] = (head.toString().slice(2).split('\n')[0] ?? '')
    .replace(/^[ \t]+|[ \t]+$/g, '')
    .split(/[ \t]+/)
  // Mostly a line end of Windows that has become part of the name.
  const isThere = await isExecutable(interpreter)
  if (!isThere) return { why: 'no such file or directory' }
  if (interpreter !== '/bin/sh' || !(await isExecutable(BASH))) return { file: path, args: [] }
  return { file: BASH, args: [...options, path], argv0: interpreter }
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
