import type { FunctionConfiguration } from '../../../src/domain/function.ts'

/** Something that a function can do to itself and to the machine, and what its caller is told. */
export type Fault = {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly changes: Partial<FunctionConfiguration>
  /** The answer, for the id of the request; an expression where it has parts of its own. */
  readonly answer: (requestId: string) => string | RegExp
}

const TIMEOUT_SECONDS = 0.1
/** Long enough for whatever does not wait for it, on a machine that is busy. */
const ENOUGH = { timeoutSeconds: 60 }
const SHORT = { timeoutSeconds: TIMEOUT_SECONDS }
const WAIT = 'await new Promise((go) => setInterval(() => {}, 1_000))'

const platform = (errorType: string, text: string) => (requestId: string) =>
  JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` })
const exits = (reason: string) => platform('Runtime.ExitError', reason)
const exitsWithError = (reason: string) => exits(`Runtime exited with error: ${reason}`)
const timesOut = platform(
  'Sandbox.Timedout',
  `Task timed out after ${TIMEOUT_SECONDS.toFixed(2)} seconds`,
)
const throws = (type: string, message: string) => () =>
  new RegExp(`^\\{"errorType":"${type}","errorMessage":"${message}`)

type Given = readonly [
  name: string,
  code: string,
  answer: Fault['answer'],
  changes?: Partial<FunctionConfiguration>,
]

const NODE: readonly Given[] = [
  ['throw', 'throw new TypeError("no")', throws('TypeError', 'no","trace":')],
  ['reject', 'return Promise.reject(new RangeError("far"))', throws('RangeError', 'far","trace":')],
  [
    'async throw',
    `setTimeout(() => { throw new Error("late") }); ${WAIT}`,
    throws('Error', 'late","trace":'),
  ],
  ['exit', 'process.exit(0)', exits('Runtime exited without providing a reason')],
  ['exit with a code', 'process.exit(3)', exitsWithError('exit status 3')],
  [
    'segmentation fault',
    `process.kill(process.pid, "SIGSEGV"); ${WAIT}`,
    exitsWithError('signal: segmentation fault'),
  ],
  ['abort', 'process.abort()', exitsWithError('signal: aborted')],
  ['loop', 'for (;;);', timesOut, SHORT],
  ['loop of microtasks', 'for (;;) await null', timesOut, SHORT],
  [
    'heap bomb',
    'const all = []; for (;;) all.push(new Array(10_000).fill({}))',
    exitsWithError('signal: killed'),
    { memorySizeMb: 32 },
  ],
  [
    'buffer bomb',
    'const all = []; for (;;) { all.push(Buffer.alloc(9_000_000, 1)); await new Promise(setImmediate) }',
    exitsWithError('signal: killed'),
  ],
  [
    'fork',
    `const { spawn } = await import('node:child_process')
     const start = (command, detached) => spawn('sh', ['-c', command], { detached, stdio: 'ignore' })
     start('sleep 1000'); start('sleep 1000', true); start('(sleep 1000 &)', true)
     await new Promise((go) => setTimeout(go, 20))
     process.exit(1)`,
    exitsWithError('exit status 1'),
  ],
  [
    'output',
    `const { writeSync } = await import('node:fs')
     const mebibyte = Buffer.from(('x'.repeat(1_023) + '\\n').repeat(1_024))
     for (let n = 0; n < event.mebibytes; n += 1) {
       for (let at = 0; at < mebibyte.length;) at += writeSync(1, mebibyte, at)
     }`,
    () => 'null',
  ],
  [
    'leak of file descriptors',
    `const { openSync } = await import('node:fs')
     for (let n = 0; n < 500; n += 1) openSync('/dev/null')
     throw new Error('EMFILE, or enough')`,
    throws('Error', 'EMFILE'),
  ],
  [
    'garbage in the channel',
    `const { writeSync } = await import('node:fs'); writeSync(3, 'no message at all'); ${WAIT}`,
    exitsWithError('signal: killed'),
  ],
  [
    'close of the channel',
    `const { closeSync } = await import('node:fs'); closeSync(3); ${WAIT}`,
    exitsWithError('signal: killed'),
  ],
  [
    'promise that never settles',
    'await new Promise(() => {})',
    throws('Runtime.NodeJsExit', 'The'),
  ],
  [
    'reply after the time-out',
    `await new Promise((go) => setTimeout(go, ${TIMEOUT_SECONDS * 1_000 + 5})); return 'late'`,
    timesOut,
    SHORT,
  ],
]

const PYTHON: readonly Given[] = [
  [
    'raise',
    'raise ValueError("no")',
    () => /^\{"errorMessage": "no", "errorType": "ValueError", "requestId": "r-/,
  ],
  ['exit with a code', 'os._exit(3)', exitsWithError('exit status 3')],
  ['segmentation fault', 'os.kill(os.getpid(), 11)', exitsWithError('signal: segmentation fault')],
  ['loop', 'while True: pass', timesOut, SHORT],
  [
    'bytes bomb',
    'all = []\n    while True: all.append(b"x" * 5000000)',
    exitsWithError('signal: killed'),
  ],
  [
    'fork',
    'subprocess.Popen(["sleep", "1000"], start_new_session=True); os._exit(1)',
    exitsWithError('exit status 1'),
  ],
]

const HOARD = 'const all = []; setInterval(() => all.push(Buffer.alloc(5e6, 1)), 1)'
const PROVIDED: readonly Given[] = [
  ['exit with a code', 'exit 7', exitsWithError('exit status 7')],
  ['segmentation fault', 'kill -SEGV $$; sleep 1000', exitsWithError('signal: segmentation fault')],
  ['loop', 'while :; do :; done', timesOut, SHORT],
  ['buffer bomb in a child', `node -e '${HOARD}'; sleep 1000`, exitsWithError('signal: killed')],
]

/** Of all runtimes; a bootstrap needs curl. */
export function allFaults(has: { python: boolean; curl: boolean }): readonly Fault[] {
  const node = NODE.map(toFault('Node.js', {}, (code) => ({ 'index.mjs': inNode(code) })))
  const python = PYTHON.map(
    toFault('Python', { runtime: 'python3.13' }, (code) => ({ 'index.py': inPython(code) })),
  )
  const provided = PROVIDED.map(
    toFault('bootstrap', { runtime: 'provided.al2023' }, (code) => ({ bootstrap: inShell(code) })),
  )
  return [...node, ...(has.python ? python : []), ...(has.curl ? provided : [])]
}

function toFault(
  runtime: string,
  common: Partial<FunctionConfiguration>,
  filesOf: (code: string) => Fault['files'],
) {
  return ([name, code, answer, changes]: Given): Fault => ({
    name: `${runtime}: ${name}`,
    files: filesOf(code),
    changes: { ...ENOUGH, ...common, ...changes },
    answer,
  })
}

const inNode = (code: string) => `export const handler = async (event) => { ${code} }`
const inPython = (code: string) =>
  `import os, subprocess\ndef handler(event, context):\n    ${code}\n`
const inShell = (code: string) => `#!/bin/sh
curl -sf "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next" >/dev/null
${code}
`
