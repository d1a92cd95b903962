import { readFileSync } from 'node:fs'
import { type ApiRoute, InvalidRoute, parseApiRoute } from '../domain/api-route/api-route.ts'

/** Words for the person who started the server. */
export class RoutesError extends Error {}

/** Reads a file with a JSON list of routes. @throws RoutesError */
export function readRoutes(path: string): readonly ApiRoute[] {
  const routes = parseList(path).map((given, at) => {
    try {
      return parseApiRoute(given)
    } catch (error) {
      if (!(error instanceof InvalidRoute)) throw error
      throw new RoutesError(`${path}: route ${at + 1} ${error.message}.`, { cause: error })
    }
  })
  const keys = routes.map(({ key }) => key)
  const twice = keys.find((key, at) => keys.indexOf(key) < at)
  if (twice !== undefined) throw new RoutesError(`${path} has the route ${twice} twice.`)
  return routes
}

function parseList(path: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (Array.isArray(content)) return content
  } catch (cause) {
    throw new RoutesError(`The file of routes ${path} cannot be read as JSON.`, { cause })
  }
  throw new RoutesError(`The file of routes ${path} does not hold a JSON list.`)
}
