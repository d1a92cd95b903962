import type { EnvelopeFields } from '../../src/domain/event/envelope.ts'

/** What there is to choose from: rules and events that are made from it have to do with each other. */
export const SHOP = {
  sources: 20,
  types: 200,
  customers: 50_000,
  skus: 5_000,
  statuses: ['placed', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'refunded'],
  countries: ['de', 'fr', 'it', 'es', 'nl', 'pl', 'se', 'us', 'jp', 'br'],
}

type Random = () => number

export const upTo = (random: Random, count: number) => Math.floor(random() * count)

export const oneOf = <Item>(random: Random, items: readonly Item[]): Item =>
  items[upTo(random, items.length)] as Item

const WORDS = 'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima'.split(' ')

const words = (random: Random, count: number) =>
  Array.from({ length: count }, () => oneOf(random, WORDS)).join(' ')

/** An event of a shop, about as long as asked for. */
export function makeEvent(random: Random, length: number): EnvelopeFields {
  const detail = {
    orderId: `${oneOf(random, SHOP.countries)}-${upTo(random, 1e9)}`,
    status: oneOf(random, SHOP.statuses),
    total: upTo(random, 1e6) / 100,
    currency: 'EUR',
    customer: {
      id: `c-${upTo(random, SHOP.customers)}`,
      name: words(random, 2),
      email: `${oneOf(random, WORDS)}.${upTo(random, 1e5)}@${oneOf(random, WORDS)}.example`,
      vip: random() < 0.1,
      address: `10.${upTo(random, 256)}.${upTo(random, 256)}.${upTo(random, 256)}`,
    },
    note: random() < 0.5 ? null : words(random, 5),
    items: [] as object[],
  }
  for (let rest = length - 360; rest > 0; rest -= 110) detail.items.push(makeItem(random))
  return {
    id: `00000000-0000-4000-8000-${String(upTo(random, 1e12)).padStart(12, '0')}`,
    source: `shop.s${upTo(random, SHOP.sources)}`,
    detailType: `type ${upTo(random, SHOP.types)}`,
    account: '000000000000',
    region: 'us-east-1',
    time: 1_700_000_000_000,
    resources: [],
    detail: JSON.stringify(detail),
  }
}

function makeItem(random: Random): object {
  return {
    sku: `sku-${upTo(random, SHOP.skus)}`,
    quantity: 1 + upTo(random, 9),
    price: upTo(random, 1e5) / 100,
    title: words(random, 3),
    gift: random() < 0.2,
  }
}
