import type { EventLog } from '../store/event-log.ts'

export type EventQuery = Omit<Parameters<EventLog['read']>[0], 'order'>

const DEFAULT_LIMIT = 50
const MOST = 500

type Parameter = { readonly takes: string; isValid(text: string): boolean }

/** What a list of events can be asked for. Of anything else an empty list would be the answer, and no help. */
const PARAMETERS = {
  limit: {
    takes: `a whole number from 1 to ${MOST}`,
    isValid: (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST,
  },
  after: {
    takes: 'what an answer gave as next',
    isValid: (text) => /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)),
  },
  account: { takes: 'twelve digits', isValid: (text) => /^\d{12}$/.test(text) },
  region: { takes: 'the name of a region', isValid: (text) => /^[\w-]{1,64}$/.test(text) },
  bus: {
    takes: 'the name of an event bus',
    isValid: (text) => /^[/.\w-]{1,256}$/.test(text),
  },
} satisfies Record<string, Parameter>

/** @returns what to read, or what is wrong with the query, naming the parameter. */
export function parseEventQuery(query: URLSearchParams): EventQuery | { readonly problem: string } {
  const problem = [...query].map(([name, text]) => problemOf(query, name, text)).find(Boolean)
  if (problem !== undefined) return { problem }
  const given: Partial<Record<keyof typeof PARAMETERS, string>> = Object.fromEntries(query)
  const { limit, after, account, region, bus } = given
  if ((account === undefined) !== (region === undefined)) {
    return { problem: 'Give account and region together.' }
  }
  return {
    limit: Number(limit ?? DEFAULT_LIMIT),
    ...(account !== undefined && region !== undefined && { scope: { account, region } }),
    ...(bus !== undefined && { bus }),
    ...(after !== undefined && { after }),
  }
}

function problemOf(query: URLSearchParams, name: string, text: string): string | undefined {
  if (!isParameter(name)) {
    const known = Object.keys(PARAMETERS).join(', ')
    return `There is no parameter ${name.slice(0, 50)}; there are ${known}.`
  }
  const { takes, isValid } = PARAMETERS[name]
  if (query.getAll(name).length > 1) return `${name} is given more than once.`
  return isValid(text) ? undefined : `${name} is ${takes}.`
}

function isParameter(name: string): name is keyof typeof PARAMETERS {
  return Object.hasOwn(PARAMETERS, name)
}
