import type {
  FunctionLogs,
  LogGroupRef,
  LogStream,
  StoredLogLine,
} from '../../src/store/function-logs.ts'

type Group = { readonly ref: LogGroupRef; readonly createdAt: number; lines: StoredLogLine[] }

/** Function logs that live as long as the test; lines are readable only after a flush, as the port says. */
export function createInMemoryFunctionLogs(): FunctionLogs {
  const groups = new Map<string, Group>()
  let waiting: (() => void)[] = []
  let count = 0

  const groupOf = (ref: LogGroupRef, now: number): Group => {
    const group = groups.get(idOf(ref)) ?? { ref, createdAt: now, lines: [] }
    groups.set(idOf(ref), group)
    return group
  }

  return {
    ensureGroup: (ref, now) => void waiting.push(() => groupOf(ref, now)),
    append(ref, stream, lines, now) {
      waiting.push(() => {
        for (const line of typeof lines === 'function' ? lines() : lines) {
          count += 1
          const id = String(count).padStart(16, '0')
          groupOf(ref, now).lines.push({ ...line, id, stream, ingestedAt: now })
        }
      })
    },
    async flush() {
      for (const write of waiting) write()
      waiting = []
    },

    async groups({ account, region }, { prefix = '', after = '', limit }) {
      return [...groups.values()]
        .filter(({ ref }) => ref.account === account && ref.region === region)
        .filter(({ ref }) => ref.group.startsWith(prefix) && ref.group > after)
        .sort((one, other) => (one.ref.group < other.ref.group ? -1 : 1))
        .slice(0, limit)
        .map(({ ref, createdAt, lines }) => ({
          name: ref.group,
          createdAt,
          storedBytes: lines.reduce((sum, { message }) => sum + message.length, 0),
        }))
    },
    async streams(ref, { prefix = '', orderBy, descending, offset, limit }) {
      const group = groups.get(idOf(ref))
      if (!group) return undefined
      const order = orderBy === 'name' ? byName : byLastEvent
      const sorted = streamsOf(group)
        .filter(({ name }) => name.startsWith(prefix))
        .sort(order)
      return (descending ? sorted.reverse() : sorted).slice(offset, offset + limit)
    },
    async read(ref, { streams, streamPrefix = '', startTime, endTime, after, backwards, limit }) {
      const found = groups
        .get(idOf(ref))
        ?.lines.filter(({ stream }) => streams?.includes(stream) ?? true)
        .filter(({ stream }) => stream.startsWith(streamPrefix))
        .filter(({ timestamp }) => timestamp >= (startTime ?? 0))
        .filter(({ timestamp }) => timestamp < (endTime ?? Number.MAX_SAFE_INTEGER))
        .filter(
          (line) => !after || (backwards ? compare(line, after) < 0 : compare(line, after) > 0),
        )
        .sort(compare)
      return backwards ? found?.slice(-limit) : found?.slice(0, limit)
    },

    async deleteGroup(ref) {
      return groups.delete(idOf(ref))
    },
    async prune({ before }) {
      for (const group of groups.values()) {
        group.lines = group.lines.filter(({ timestamp }) => timestamp >= before)
      }
    },
  }
}

function streamsOf({ createdAt, lines }: Group): LogStream[] {
  return [...new Set(lines.map(({ stream }) => stream))].map((name) => {
    const own = lines.filter(({ stream }) => stream === name)
    const times = own.map(({ timestamp }) => timestamp)
    return {
      name,
      createdAt,
      firstEventAt: Math.min(...times),
      lastEventAt: Math.max(...times),
      lastIngestedAt: Math.max(...own.map(({ ingestedAt }) => ingestedAt)),
      storedBytes: 0,
    }
  })
}

type Place = { readonly timestamp: number; readonly id: string }

function compare(one: Place, other: Place): number {
  return one.timestamp - other.timestamp || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}

function byName(one: LogStream, other: LogStream): number {
  return one.name < other.name ? -1 : 1
}

function byLastEvent(one: LogStream, other: LogStream): number {
  return (one.lastEventAt ?? 0) - (other.lastEventAt ?? 0) || byName(one, other)
}

function idOf({ account, region, group }: LogGroupRef): string {
  return JSON.stringify([account, region, group])
}
