import { until } from './until.ts'

type Target = { readonly webSocketDebuggerUrl: string }
type Script = { readonly url: string; readonly sourceMapURL: string; readonly endLine: number }
type Frame = {
  readonly functionName: string
  readonly location: { readonly lineNumber: number; readonly columnNumber: number }
}

/** A debugger at a process under the inspector, as an editor would be one. */
export async function attachDebugger(port: number) {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  const scripts: Script[] = []
  const pauses: Frame[] = []
  const answered = new Set<number>()
  let sent = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params } = JSON.parse(String(data))
    if (id !== undefined) answered.add(id)
    if (method === 'Debugger.scriptParsed') scripts.push(params)
    if (method === 'Debugger.paused') pauses.push(params.callFrames[0])
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  const send = async (method: string, params: object = {}) => {
    sent += 1
    const id = sent
    socket.send(JSON.stringify({ id, method, params }))
    await until(`${method} is answered`, () => answered.has(id))
  }
  await send('Debugger.enable')

  return {
    send,
    script: (matches: (script: Script) => boolean) =>
      until('the script is there', () => scripts.find(matches)),
    /** Where it stands still. */
    paused: () => until('it stands still', () => pauses.shift()),
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}
