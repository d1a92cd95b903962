import type { Cors } from '../function-url.ts'
import { type ApiRoute, InvalidRoute, parseApiRoute } from './api-route.ts'

/** Everything behind the API Gateway style front door. */
export type ApiRoutes = {
  readonly routes: readonly ApiRoute[]
  /** For pages of other origins; without it they are refused. */
  readonly cors?: Cors
}

export const NO_ROUTES: ApiRoutes = { routes: [] }

/**
 * Reads routes as they are configured: a list of them, or `{"cors": {…}, "routes": […]}` with the
 * configuration of CORS that HTTP APIs have.
 *
 * @throws InvalidRoute, which begins with what is wrong: `route 2`, `the CORS configuration`.
 */
export function parseApiRoutes(given: unknown): ApiRoutes {
  if (Array.isArray(given)) return { routes: parseList(given) }
  const { routes, cors, ...others } = Object(given) as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(others)
  if (!Array.isArray(routes) || unknown !== undefined) {
    throw new InvalidRoute('the content is neither a list of routes nor {"cors": …, "routes": […]}')
  }
  return { routes: parseList(routes), ...(cors !== undefined && { cors: parseCors(cors) }) }
}

function parseList(given: readonly unknown[]): readonly ApiRoute[] {
  const routes = given.map((one, at) => {
    try {
      return parseApiRoute(one)
    } catch (error) {
      if (!(error instanceof InvalidRoute)) throw error
      throw new InvalidRoute(`route ${at + 1} ${error.message}`, { cause: error })
    }
  })
  const keys = routes.map(({ key }) => key)
  const twice = keys.find((key, at) => keys.indexOf(key) < at)
  if (twice !== undefined) throw new InvalidRoute(`the route ${twice} is there twice`)
  return routes
}

const LISTS = ['allowHeaders', 'allowMethods', 'allowOrigins', 'exposeHeaders'] as const

/** The members are those of `CorsConfiguration` of HTTP APIs. */
function parseCors(given: unknown): Cors {
  const { allowCredentials, maxAge, ...others } = Object(given) as Readonly<Record<string, unknown>>
  const lists = Object.entries(others)
  const isGood =
    typeof given === 'object' &&
    lists.every(([name, value]) => isList(name, value)) &&
    (allowCredentials === undefined || typeof allowCredentials === 'boolean') &&
    (maxAge === undefined || isAge(maxAge))
  if (!isGood) {
    throw new InvalidRoute(
      `the CORS configuration takes ${LISTS.join(', ')} (lists of texts), allowCredentials (true or false) and maxAge (0 to 86400)`,
    )
  }
  return {
    ...Object.fromEntries(lists),
    ...(allowCredentials !== undefined && { allowCredentials }),
    ...(maxAge !== undefined && { maxAgeSeconds: maxAge }),
  }
}

function isList(name: string, value: unknown): boolean {
  const isKnown = LISTS.some((known) => known === name)
  return isKnown && Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isAge(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 86_400
}
