import type { AdminAnswer, AdminRequest, AdminRoute } from '../../../src/admin/admin-route.ts'

/** Asks the one route that has this method and path; `:name` parts are given as parameters. */
export function askerOf(routes: readonly AdminRoute[]) {
  return async (
    method: AdminRoute['method'],
    path: string,
    { query = '', ...request }: Partial<Omit<AdminRequest, 'query'>> & { query?: string } = {},
  ): Promise<AdminAnswer> => {
    const route = routes.find((one) => one.method === method && one.path === path)
    if (!route) throw new Error(`There is no ${method} ${path}.`)
    return route.handle({
      parameters: {},
      body: {},
      ...request,
      query: new URLSearchParams(query),
    })
  }
}
