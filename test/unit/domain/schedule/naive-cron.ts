/**
 * Says for one minute whether a cron expression names it, straight from the text and the calendar,
 * by the definitions in AWS's documentation. Slow and without any code of busbar's own.
 */
export function namesMinute(fields: readonly string[], at: Date): boolean {
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] =
    fields
  return (
    someItem(minutes, (item) => covers(item, at.getUTCMinutes(), 59)) &&
    someItem(hours, (item) => covers(item, at.getUTCHours(), 23)) &&
    someItem(months, (item) => covers(toNumbers(item, MONTHS), at.getUTCMonth() + 1, 12)) &&
    someItem(years, (item) => covers(item, at.getUTCFullYear(), 2199)) &&
    (dayOfMonth === '?'
      ? someItem(dayOfWeek, (item) => isThatWeekday(toNumbers(item, WEEKDAYS), at))
      : someItem(dayOfMonth, (item) => isThatDay(item, at)))
  )
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ')

function someItem(field: string, matches: (item: string) => boolean): boolean {
  return field.split(',').some(matches)
}

function toNumbers(item: string, names: string[]): string {
  return names.reduce((text, name, index) => text.replaceAll(name, `${index + 1}`), item)
}

function covers(item: string, value: number, max: number): boolean {
  const [range = '', step = '1'] = item.split('/')
  const [first = '', last] =
    range === '*' ? [max === 2199 ? '1970' : lowest(max), `${max}`] : range.split('-')
  const end = last ?? (item.includes('/') ? `${max}` : first)
  const offset = value - Number(first)
  return offset >= 0 && value <= Number(end) && offset % Number(step) === 0
}

function lowest(max: number): string {
  return max === 59 || max === 23 ? '0' : '1'
}

function isThatDay(item: string, at: Date): boolean {
  const month = daysAround(at)
  const today = at.getUTCDate()
  if (item === 'L') return today === month.length
  if (item === 'LW') return today === month.findLastIndex(isWorkingDay) + 1
  if (item.startsWith('L-')) return today === month.length - Number(item.slice(2))
  if (item.endsWith('W')) return today === nearest(Number(item.slice(0, -1)), month)
  return covers(item, today, 31)
}

function isThatWeekday(item: string, at: Date): boolean {
  const month = daysAround(at)
  const weekday = at.getUTCDay() + 1
  if (item === 'L') return weekday === 7
  if (item.endsWith('L')) {
    return weekday === Number(item.slice(0, -1)) && at.getUTCDate() + 7 > month.length
  }
  const [day, nth] = item.split('#')
  if (nth !== undefined) {
    return weekday === Number(day) && Math.ceil(at.getUTCDate() / 7) === Number(nth)
  }
  return covers(item, weekday, 7)
}

/** The working day of the month with the least distance to a day, if the month has that day. */
function nearest(day: number, month: Date[]): number | undefined {
  if (day > month.length) return undefined
  return month
    .filter(isWorkingDay)
    .map((date) => date.getUTCDate())
    .sort((a, b) => Math.abs(a - day) - Math.abs(b - day))[0]
}

function isWorkingDay(date: Date): boolean {
  return date.getUTCDay() >= 1 && date.getUTCDay() <= 5
}

function daysAround(at: Date): Date[] {
  const dates = Array.from(
    { length: 31 },
    (_, index) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), index + 1)),
  )
  return dates.filter((date) => date.getUTCMonth() === at.getUTCMonth())
}
