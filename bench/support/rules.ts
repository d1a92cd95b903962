import { oneOf, SHOP, upTo } from './events.ts'

type Random = () => number
type MakePattern = (random: Random, index: number) => object

const detail = (pattern: object) => ({ detail: pattern })
const source = (random: Random) => [`shop.s${upTo(random, SHOP.sources)}`]
const type = (random: Random) => [`type ${upTo(random, SHOP.types)}`]
const customer = (random: Random) => `c-${upTo(random, SHOP.customers)}`
const letters = (random: Random, count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(97 + upTo(random, 26))).join('')

/** Rules with one operator each. About as many match an event as would in a real set: none, or few. */
const SINGLE: Record<string, MakePattern> = {
  equals: (random) => detail({ customer: { id: [customer(random)] } }),
  number: (_random, index) => detail({ total: [index / 100] }),
  prefix: (random) => detail({ orderId: [{ prefix: `de-${upTo(random, 1e6)}` }] }),
  suffix: (random) =>
    detail({ customer: { email: [{ suffix: `.${upTo(random, 1e5)}@echo.example` }] } }),
  'ignore case': (random) =>
    detail({ customer: { id: [{ 'equals-ignore-case': customer(random).toUpperCase() }] } }),
  wildcard: (random) =>
    detail({ customer: { email: [{ wildcard: `*.${upTo(random, 1e5)}@*.example` }] } }),
  'range of numbers': (random) => {
    const low = upTo(random, 1e6) / 100
    return detail({ total: [{ numeric: ['>=', low, '<', low + 0.5] }] })
  },
  cidr: (random) =>
    detail({
      customer: { address: [{ cidr: `10.${upTo(random, 256)}.${upTo(random, 256)}.0/24` }] },
    }),
  'anything-but, and equals': (random) =>
    detail({
      status: [{ 'anything-but': ['returned', letters(random, 4)] }],
      customer: { id: [customer(random)] },
    }),
  'exists, and equals': (random) =>
    detail({ coupon: [{ exists: false }], customer: { id: [customer(random)] } }),
  'elements of an array': (random) =>
    detail({ items: { sku: [`sku-${upTo(random, SHOP.skus)}`], quantity: [upTo(random, 10)] } }),
  $or: (random) =>
    detail({ $or: [{ customer: { id: [customer(random)] } }, { orderId: [letters(random, 9)] }] }),
}

type Shares = readonly (readonly [share: number, make: MakePattern])[]

/** What nearly every rule says first: which service, and what happened. */
const named = (random: Random) => ({ source: source(random), 'detail-type': type(random) })

/**
 * Rules as a bus with many of them has: those of many tenants, each for a few of the events that it
 * is about. The exotic operators are some percent, and stand beside an equality.
 */
const REALISTIC: Shares = [
  [58, (random) => ({ ...named(random), ...detail({ customer: { id: [customer(random)] } }) })],
  [
    15,
    (random) => ({
      ...named(random),
      ...detail({ customer: { id: [customer(random)] }, status: [oneOf(random, SHOP.statuses)] }),
    }),
  ],
  [
    10,
    (random) => ({
      ...named(random),
      ...detail({ items: { sku: [`sku-${upTo(random, SHOP.skus)}`] } }),
    }),
  ],
  [
    5,
    (random) => ({
      ...named(random),
      ...detail({
        customer: { id: [customer(random)] },
        total: [{ numeric: ['>', upTo(random, 1e4)] }],
      }),
    }),
  ],
  [
    4,
    (random) => ({
      ...named(random),
      ...detail({
        customer: { id: [customer(random)] },
        status: [{ 'anything-but': [oneOf(random, SHOP.statuses)] }],
        coupon: [{ exists: false }],
      }),
    }),
  ],
  [2, (random, index) => ({ ...named(random), ...SINGLE['prefix']?.(random, index) })],
  [2, (random, index) => ({ ...named(random), ...SINGLE['suffix']?.(random, index) })],
  [1, (random, index) => ({ ...named(random), ...SINGLE['wildcard']?.(random, index) })],
  [
    2,
    (random) => ({
      ...named(random),
      ...detail({ status: [oneOf(random, SHOP.statuses)], customer: { vip: [true] } }),
    }),
  ],
  [1, (random) => ({ source: source(random), 'detail-type': [letters(random, 12)] })],
]

/** Harsher: every operator often, and a third of the rules for no tenant but for values many have. */
const MIXED: Shares = [
  [
    40,
    (random) => ({
      source: source(random),
      'detail-type': type(random),
      ...detail({ customer: { id: [customer(random)] } }),
    }),
  ],
  [
    15,
    (random) => ({
      source: source(random),
      'detail-type': type(random),
      ...detail({ total: [{ numeric: ['>', upTo(random, 1e4)] }] }),
    }),
  ],
  [
    15,
    (random) => ({
      source: source(random),
      'detail-type': type(random),
      ...detail({
        status: [oneOf(random, SHOP.statuses), oneOf(random, SHOP.statuses)],
        customer: { vip: [random() < 0.5] },
      }),
    }),
  ],
  ...Object.values(SINGLE).map((make): readonly [number, MakePattern] => [
    2,
    (random, index) => ({ source: source(random), ...make(random, index) }),
  ]),
  [6, (random) => ({ source: source(random), 'detail-type': [letters(random, 12)] })],
]

const SETS: Record<string, MakePattern> = {
  ...SINGLE,
  realistic: (random, index) => makeOneOf(REALISTIC, random, index),
  mixed: (random, index) => makeOneOf(MIXED, random, index),
}

export const RULE_SETS: readonly string[] = Object.keys(SETS)

/** Patterns as texts, as PutRule gets them. */
export function makePatterns(random: Random, set: string, count: number): readonly string[] {
  const make = SETS[set]
  if (make === undefined) throw new Error(`there are no rules ${set}`)
  return Array.from({ length: count }, (_, index) => JSON.stringify(make(random, index)))
}

function makeOneOf(shares: Shares, random: Random, index: number): object {
  const sum = shares.reduce((total, [share]) => total + share, 0)
  let left = random() * sum
  for (const [share, make] of shares) {
    left -= share
    if (left <= 0) return make(random, index)
  }
  return makeOneOf(shares, random, index)
}
