import type { Millis } from '../scope.ts'

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** A time as request events print it, in the way of access logs: `12/Mar/2020:19:03:58 +0000`. */
export function toGatewayTime(at: Millis): string {
  const iso = new Date(at).toISOString()
  const month = new Date(at).getUTCMonth() * 3
  const [year, , day] = iso.slice(0, 10).split('-')
  return `${day}/${MONTHS.slice(month, month + 3)}/${year}:${iso.slice(11, 19)} +0000`
}
