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
  if (Array.isArray(routes) && unknown !== undefined) {
    throw new InvalidRoute(`the content has the member "${unknown}"; it takes cors and routes`)
  }
  if (!Array.isArray(routes)) {
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

const isListOfTexts = (value: unknown) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** The members are those of `CorsConfiguration` of HTTP APIs. */
const CORS_MEMBERS: Readonly<
  Record<string, { readonly takes: string; readonly isGood: (value: unknown) => boolean }>
> = {
  allowHeaders: { takes: 'a list of texts', isGood: isListOfTexts },
  allowMethods: { takes: 'a list of texts', isGood: isListOfTexts },
  allowOrigins: { takes: 'a list of texts', isGood: isListOfTexts },
  exposeHeaders: { takes: 'a list of texts', isGood: isListOfTexts },
  allowCredentials: { takes: 'true or false', isGood: (value) => typeof value === 'boolean' },
  maxAge: {
    takes: '0 to 86400',
    isGood: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 86_400,
  },
}

function parseCors(given: unknown): Cors {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidRoute('the CORS configuration is not an object')
  }
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(CORS_MEMBERS, name) ? CORS_MEMBERS[name] : undefined
    if (member === undefined) {
      const known = Object.keys(CORS_MEMBERS).join(', ')
      throw new InvalidRoute(`the CORS configuration has the member "${name}"; it takes ${known}`)
    }
    if (!member.isGood(value)) {
      throw new InvalidRoute(`"${name}" of the CORS configuration takes ${member.takes}`)
    }
  }
  const { maxAge, ...cors } = given as Cors & { readonly maxAge?: number } // each member was looked at
  return { ...cors, ...(maxAge !== undefined && { maxAgeSeconds: maxAge }) }
}
