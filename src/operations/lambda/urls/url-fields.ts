import type { Cors } from '../../../domain/function-url.ts'
import { boolean, integer, list, string, structure } from '../../schema.ts'
import { functionName } from '../fields.ts'

const PATTERN = '((?!^\\d+$)^[0-9a-zA-Z-_]+$)'

/** Which URL is meant: the function's own or an alias's. Versions have none. */
export const urlReference = {
  FunctionName: functionName,
  Qualifier: string({ min: 1, max: 128, pattern: PATTERN }),
}

export const authType = string({ enum: ['NONE', 'AWS_IAM'] })
export const invokeMode = string({ enum: ['BUFFERED', 'RESPONSE_STREAM'] })

const header = string({ min: 0, max: 1_024, pattern: '.*' })
const method = string({ min: 0, max: 6, pattern: '.*' })
const origin = string({ min: 1, max: 253, pattern: '.*' })

export const cors = structure('Cors', {
  AllowCredentials: boolean(),
  AllowHeaders: list(header, { min: 0, max: 100 }),
  AllowMethods: list(method, { min: 0, max: 6 }),
  AllowOrigins: list(origin, { min: 0, max: 100 }),
  ExposeHeaders: list(header, { min: 0, max: 100 }),
  MaxAge: integer({ min: 0, max: 86_400 }),
})

export type WireCors = {
  readonly AllowCredentials?: boolean
  readonly AllowHeaders?: readonly string[]
  readonly AllowMethods?: readonly string[]
  readonly AllowOrigins?: readonly string[]
  readonly ExposeHeaders?: readonly string[]
  readonly MaxAge?: number
}

/** The words of AWS's front end, for a version or `$LATEST` that came in the function's name. */
export function noUrlText(qualifier: string): string {
  return `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`
}

export function toCors(wire: WireCors): Cors {
  const { AllowCredentials, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge } = wire
  return {
    ...(AllowCredentials !== undefined && { allowCredentials: AllowCredentials }),
    ...(AllowHeaders && { allowHeaders: AllowHeaders }),
    ...(AllowMethods && { allowMethods: AllowMethods }),
    ...(AllowOrigins && { allowOrigins: AllowOrigins }),
    ...(ExposeHeaders && { exposeHeaders: ExposeHeaders }),
    ...(MaxAge !== undefined && { maxAgeSeconds: MaxAge }),
  }
}

export function toWireCors(cors: Cors): WireCors {
  const { allowCredentials, allowHeaders, allowMethods, allowOrigins } = cors
  const { exposeHeaders, maxAgeSeconds } = cors
  return {
    ...(allowCredentials !== undefined && { AllowCredentials: allowCredentials }),
    ...(allowHeaders && { AllowHeaders: allowHeaders }),
    ...(allowMethods && { AllowMethods: allowMethods }),
    ...(allowOrigins && { AllowOrigins: allowOrigins }),
    ...(exposeHeaders && { ExposeHeaders: exposeHeaders }),
    ...(maxAgeSeconds !== undefined && { MaxAge: maxAgeSeconds }),
  }
}
