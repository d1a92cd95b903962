import { readFileSync } from 'node:fs'
import { InvalidRoute } from '../domain/api-route/api-route.ts'
import { type ApiRoutes, parseApiRoutes } from '../domain/api-route/api-routes.ts'

/** Words for the person who started the server. */
export class RoutesError extends Error {}

/** Reads a JSON file of routes. @throws RoutesError */
export function readRoutes(path: string): ApiRoutes {
  const content = parse(path)
  try {
    return parseApiRoutes(content)
  } catch (error) {
    if (!(error instanceof InvalidRoute)) throw error
    throw new RoutesError(`${path}: ${error.message}.`, { cause: error })
  }
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (cause) {
    throw new RoutesError(`The file of routes ${path} cannot be read as JSON.`, { cause })
  }
}
