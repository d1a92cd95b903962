import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** That a function has seen an event or invocation. Events name the functions that must see them. */
export type Testimony = {
  readonly witness: string
  readonly id: string
  readonly pid: number
  readonly owedTo: readonly string[]
}

/** Who must see what: the names of functions by the id of an acknowledged event or invocation. */
export type Obligations = ReadonlyMap<string, readonly string[]>

export type Verdict = {
  /** Acknowledged, and not seen by a function that must. */
  readonly lost: readonly string[]
  /** Never acknowledged and seen by some of the functions, but not by all. */
  readonly torn: readonly string[]
  /** Seen by a function that it is not for. */
  readonly stray: readonly string[]
  /** How often something was seen again. */
  readonly repeated: number
  /** How many deliveries were owed, and how many came without having been acknowledged. */
  readonly owed: number
  readonly unacknowledged: number
}

/**
 * A handler that notes what it sees in a file, with nothing between it and the disk that a kill could
 * take away. What `failsFirst` fails once, so that it takes a retry.
 */
export const WITNESS = `
import { appendFileSync, writeFileSync } from 'node:fs'
const { EVIDENCE, AWS_LAMBDA_FUNCTION_NAME: name } = process.env
export const handler = async ({ id, detail }) => {
  if (detail.failsFirst) failOnce(\`\${EVIDENCE}/failed-\${name}-\${id}\`)
  appendFileSync(EVIDENCE + '/seen', [name, id, process.pid, ...detail.owedTo].join(' ') + '\\n')
}
function failOnce(mark) {
  try {
    writeFileSync(mark, '', { flag: 'wx' })
  } catch {
    return
  }
  throw new Error('not at the first time')
}
`

export async function makeEvidence(directory: string): Promise<string> {
  const path = join(directory, 'evidence')
  await mkdir(path)
  return path
}

export async function readTestimonies(evidence: string): Promise<Testimony[]> {
  const text = await readFile(join(evidence, 'seen'), 'utf8')
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => {
    const [witness = '', id = '', pid, ...owedTo] = line.split(' ')
    return { witness, id, pid: Number(pid), owedTo }
  })
}

/** Compares what was promised with what was seen. */
export function judge(acknowledged: Obligations, testimonies: readonly Testimony[]): Verdict {
  const seen = new Set<string>()
  const hinted = new Map<string, readonly string[]>()
  const stray: string[] = []
  for (const { witness, id, owedTo } of testimonies) {
    seen.add(`${witness} ${id}`)
    if (!owedTo.includes(witness)) stray.push(`${witness} ${id}`)
    if (!acknowledged.has(id)) hinted.set(id, owedTo)
  }
  const missing = (owed: Obligations) => pairsOf(owed).filter((pair) => !seen.has(pair))
  return {
    lost: missing(acknowledged),
    torn: missing(hinted),
    stray,
    repeated: testimonies.length - seen.size,
    owed: pairsOf(acknowledged).length,
    unacknowledged: pairsOf(hinted).length,
  }
}

function pairsOf(owed: Obligations): string[] {
  return [...owed].flatMap(([id, witnesses]) => witnesses.map((witness) => `${witness} ${id}`))
}
