import fc from 'fast-check'

const MONTH_NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const WEEKDAY_NAMES = 'SUN MON TUE WED THU FRI SAT'.split(' ')

/** The six fields, and whether croner 11 reads this expression as AWS does. */
export type AnExpression = { readonly fields: readonly string[]; readonly isKnownToCroner: boolean }

type Item = { readonly text: string; readonly isKnownToCroner: boolean }

/** An instant in the years that the expressions below speak of, at any millisecond. */
export const anInstant = fc.integer({ min: Date.UTC(2023, 0, 1), max: Date.UTC(2033, 0, 1) })

/** An instant near the end of a month, where L, W and month lengths matter. */
export const anInstantNearAMonthEnd = fc
  .tuple(fc.integer({ min: 0, max: 119 }), fc.integer({ min: -4 * 1440, max: 2 * 1440 }))
  .map(([month, minutes]) => Date.UTC(2023, month, 1) + minutes * 60_000)

export function anExpression(): fc.Arbitrary<AnExpression> {
  return fc
    .tuple(
      aListOf(aPlainItem(0, 59)),
      aListOf(aPlainItem(0, 23)),
      fc.oneof(aDayOfMonthField().map(days), aDayOfWeekField().map(weekdays)),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(plain('*')) },
        aListOf(aPlainItem(1, 12, MONTH_NAMES)),
      ),
      fc.oneof({ weight: 3, arbitrary: fc.constant(plain('*')) }, aListOf(aYearItem())),
    )
    .map(([minutes, hours, day, months, years]) => ({
      fields: [minutes.text, hours.text, day.ofMonth, months.text, day.ofWeek, years.text],
      isKnownToCroner: [minutes, hours, day, months, years].every((item) => item.isKnownToCroner),
    }))
}

const days = ({ text, isKnownToCroner }: Item) => ({ ofMonth: text, ofWeek: '?', isKnownToCroner })
const weekdays = ({ text, isKnownToCroner }: Item) => ({
  ofMonth: '?',
  ofWeek: text,
  isKnownToCroner,
})
const plain = (text: string): Item => ({ text, isKnownToCroner: true })
const strange = (text: string): Item => ({ text, isKnownToCroner: false })

function aDayOfMonthField(): fc.Arbitrary<Item> {
  const aDay = fc.integer({ min: 1, max: 31 })
  return aListOf(
    fc.oneof(
      aPlainItem(1, 31),
      fc.constantFrom(plain('L'), plain('LW')),
      aDay.map((day) => plain(`${day}W`)),
      fc.integer({ min: 1, max: 30 }).map((before) => strange(`L-${before}`)),
    ),
  )
}

function aDayOfWeekField(): fc.Arbitrary<Item> {
  const aWeekday = aValue(1, 7, WEEKDAY_NAMES)
  return fc.oneof(
    aListOf(
      fc.oneof(
        aPlainItem(1, 7, WEEKDAY_NAMES),
        fc.constant(strange('L')),
        aWeekday.map((weekday) => plain(`${weekday}L`)),
      ),
    ),
    fc.tuple(aWeekday, fc.integer({ min: 1, max: 5 })).map(([day, nth]) => plain(`${day}#${nth}`)),
  )
}

function aYearItem(): fc.Arbitrary<Item> {
  // croner refuses steps of years.
  return aPlainItem(2023, 2033).map((item) => (item.text.includes('/') ? strange(item.text) : item))
}

function aPlainItem(min: number, max: number, names?: string[]): fc.Arbitrary<Item> {
  const aRange = fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)].map((value) => spell(value, min, names)))
    .map((ends) => ends.join('-'))
  const aStep = fc.integer({ min: 1, max: max - min })
  return fc
    .oneof(
      aValue(min, max, names),
      aRange,
      fc
        .tuple(fc.oneof(fc.constant('*'), aValue(min, max), aRange), aStep)
        .map((parts) => parts.join('/')),
      fc.constant('*'),
    )
    .map(plain)
}

function aValue(min: number, max: number, names?: string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min, max }), fc.boolean())
    .map(([value, named]) => spell(value, min, named ? names : undefined))
}

function spell(value: number, min: number, names?: string[]): string {
  return names?.[value - min] ?? `${value}`
}

function aListOf(anItem: fc.Arbitrary<Item>): fc.Arbitrary<Item> {
  return fc.array(anItem, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map((item) => item.text).join(','),
    isKnownToCroner:
      items.every((item) => item.isKnownToCroner) &&
      // croner takes LW only alone; AWS does not say.
      (items.length === 1 || items.every((item) => item.text !== 'LW')),
  }))
}
