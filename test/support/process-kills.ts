import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { until } from './execution/until.ts'
import { clientOf } from './process-client.ts'
import { drain, readDeliveries, workLeftIn } from './process-drain.ts'
import { type Acknowledged, createAcknowledged, startLoad } from './process-load.ts'
import { isEnvironment, recordedProcesses } from './process-orphans.ts'
import { seededRandom } from './process-random.ts'
import { readyUrl, type ServerOptions, spawnServer, startServer } from './process-server.ts'
import { judge, makeEvidence, readTestimonies, type Verdict } from './process-witness.ts'
import { createWorld, describeWorld, loadedRules } from './process-world.ts'

export type KillReport = Verdict & {
  readonly seed: number
  readonly kills: number
  /** Of them, those timed from the start of the process: most come before it is ready. */
  readonly killsAtStart: number
  readonly acknowledged: { readonly works: number; readonly rules: number }
  /** No more than this may be under way at a kill, and so be repeated. */
  readonly repeatsAllowed: number
  /** Statuses of answers that are neither success nor a request to slow down. */
  readonly badAnswers: readonly number[]
  readonly lostRules: readonly string[]
  readonly isConfigurationIntact: boolean
  /** Deliveries of the log that have not succeeded, by status. */
  readonly unfinished: Readonly<Record<string, number>>
  /** Work in the store after everything was drained. */
  readonly stuck: number
  /** Processes of functions that outlived their server and the start of the next one. */
  readonly orphans: readonly number[]
  readonly restartsMs: readonly number[]
}

const MAX_ENVIRONMENTS = 3
/** A life under load takes on as much at most before it is killed: a slow machine has lives as full as a fast one. */
const MOST_WORKS_OF_A_LIFE = 60
/** So that a kill does not always follow an answer. */
const LONGEST_PAUSE_MS = 50
/** One kill in so many hits the start, which recovers what the kill before has left. */
const KILL_AT_START_EVERY = 5

/** Kills a server under load again and again, on the same data, and compares what it promised with what it did. */
export async function killUnderLoad(
  directory: string,
  { kills, seed, onKill }: { kills: number; seed: number; onKill?(kills: number): void },
): Promise<KillReport> {
  const random = seededRandom(seed)
  const data = `${directory}/data`
  const options: ServerOptions = {
    data,
    env: { BUSBAR_MAX_ENVIRONMENTS: String(MAX_ENVIRONMENTS), BUSBAR_LOG_LEVEL: 'error' },
  }
  const acknowledged = createAcknowledged()
  const [statuses, restartsMs] = [new Set<number>(), [] as number[]]
  const leftBehind = new Set<number>()
  let killsAtStart = 0

  const evidence = await makeEvidence(directory)
  const world = await setUp(options, evidence)

  for (let life = 1; life <= kills; life++) {
    const isAtStart = life % KILL_AT_START_EVERY === 0
    const [share, pause] = [random(), random()]
    const startedAt = performance.now()
    const server = spawnServer(options)
    if (isAtStart) {
      await wait(share * 500)
      killsAtStart += 1
    } else {
      const url = await readyUrl(server)
      restartsMs.push(performance.now() - startedAt)
      await allGone(leftBehind)
      const enough = acknowledged.owed.size + share * MOST_WORKS_OF_A_LIFE
      const load = startLoad(url, random, acknowledged)
      await until('the server has taken on enough', () => acknowledged.owed.size >= enough)
      await wait(pause * LONGEST_PAUSE_MS)
      server.kill('SIGKILL')
      for (const status of (await load.ended).answers.keys()) statuses.add(status)
    }
    server.kill('SIGKILL')
    await server.exited
    for (const pid of await recordedProcesses(data)) leftBehind.add(pid)
    onKill?.(life)
  }

  const end = await tearDown(options, acknowledged, world)
  const testimonies = await readTestimonies(evidence)
  for (const { pid } of testimonies) leftBehind.add(pid)
  return {
    seed,
    kills,
    killsAtStart,
    acknowledged: { works: acknowledged.owed.size, rules: acknowledged.rules.size },
    ...judge(acknowledged.owed, testimonies),
    repeatsAllowed: kills * MAX_ENVIRONMENTS,
    badAnswers: [...statuses].filter((status) => ![200, 202].includes(status)),
    ...end,
    orphans: await orphansAmong(leftBehind),
    restartsMs,
  }
}

async function setUp(options: ServerOptions, evidence: string): Promise<object> {
  await using server = await startServer(options)
  using client = clientOf(server.url)
  await createWorld(client, evidence)
  return await describeWorld(client)
}

/** A last life with a clock that can be moved to the retries; it ends in peace. */
async function tearDown(options: ServerOptions, { rules }: Acknowledged, world: object) {
  const env = { ...options.env, BUSBAR_CLOCK: 'manual' }
  await using server = await startServer({ ...options, env })
  using client = clientOf(server.url)
  await drain(client)
  const { succeeded: _, ...unfinished } = (await readDeliveries(client)).byStatus
  const found = await loadedRules(client)
  const end = {
    unfinished,
    lostRules: [...rules].filter((name) => !found.has(name)),
    isConfigurationIntact: isDeepStrictEqual(await describeWorld(client), world),
  }
  await server.end('SIGTERM')
  return { ...end, stuck: workLeftIn(options.data) }
}

/** The server is ready: whoever outlived the one before is on the way out. */
async function allGone(pids: Set<number>): Promise<void> {
  await until(`none of the environments ${[...pids]} is left`, () => {
    for (const pid of pids) if (!isEnvironment(pid)) pids.delete(pid)
    return pids.size === 0
  })
}

async function orphansAmong(pids: Set<number>): Promise<number[]> {
  // Those that are left when the time is up are the result.
  await allGone(pids).catch(() => {})
  return [...pids]
}
