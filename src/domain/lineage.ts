/** Lambda stops a chain of invocations that has come through one function so often. */
const MOST_EXECUTIONS = 16
/** So that a header stays a header in a chain through ever new functions. */
const MOST_FUNCTIONS = 32

export type Step = {
  /** For the function to pass on with every call that it makes; the SDKs do that by themselves. */
  readonly traceHeader: string
  /** Whether the chain has come through the function too often already. */
  readonly isLoop: boolean
}

/**
 * One more execution of a function in a chain of invocations. The chain is kept in the trace header, as AWS
 * keeps it: `Root=…;Lineage=1:<function>:<executions>|…`.
 *
 * @param header - the caller's; one that is there is continued. @param fallback - what to begin with else.
 */
export function stepInto(header: string | undefined, functionArn: string, fallback: string): Step {
  // Most chains begin here.
  if (header === undefined) {
    return { traceHeader: `${fallback};Lineage=1:${hashOf(functionArn)}:1`, isLoop: false }
  }
  const fields = header.split(';').filter((field) => field !== '')
  const others = fields.filter((field) => !field.startsWith('Lineage='))
  const lineage = parseLineage(fields.find((field) => field.startsWith('Lineage=')))
  const own = hashOf(functionArn)
  const executions = (lineage.get(own) ?? 0) + 1
  lineage.delete(own)
  const entries = [...lineage, [own, executions] as const].slice(-MOST_FUNCTIONS)
  const text = entries.map(([fn, count]) => `1:${fn}:${count}`).join('|')
  return {
    traceHeader: [...others, `Lineage=${text}`].join(';'),
    isLoop: executions > MOST_EXECUTIONS,
  }
}

/** A chain that AWS does not follow ends here; the trace goes on. */
export function withoutLineage(header: string | undefined): string | undefined {
  return header
    ?.split(';')
    .filter((field) => !field.startsWith('Lineage='))
    .join(';')
}

export function loopText(functionArn: string): string {
  return `${functionArn} was not run: it is part of a recursive loop, and this chain of invocations has run it ${MOST_EXECUTIONS} times. PutFunctionRecursionConfig can allow that.`
}

/** A trace header to begin with, in X-Ray's form. @param uuid - of any version. */
export function newTraceHeader(now: number, uuid: string): string {
  const hex = uuid.replaceAll('-', '').padEnd(32, '0')
  const seconds = Math.floor(now / 1_000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(-16)};Sampled=0`
}

/** What is no lineage of ours is as good as none: callers can send anything. */
function parseLineage(field: string | undefined): Map<string, number> {
  const found = new Map<string, number>()
  for (const entry of field?.slice('Lineage='.length).split('|') ?? []) {
    const [, fn = '', count = ''] = entry.split(':')
    if (/^[0-9a-f]{8}$/.test(fn) && /^\d{1,6}$/.test(count)) found.set(fn, Number(count))
  }
  return found
}

/** FNV-1a: short, and good enough to tell the functions of one chain apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
