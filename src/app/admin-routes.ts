import type { AdminRoute } from '../admin/admin-route.ts'
import { codeRoute } from '../admin/code-route.ts'
import { controlRoutes } from '../admin/control-routes.ts'
import { doctorRoute } from '../admin/doctor-route.ts'
import { environmentRoutes } from '../admin/environment-routes.ts'
import { eventRoutes } from '../admin/event-routes.ts'
import { explainRoutes } from '../admin/explain-routes.ts'
import { invocationRoutes } from '../admin/invocation-routes.ts'
import { statusRoutes } from '../admin/status-routes.ts'
import type { Store } from '../store/store.ts'

type AdminParts = Parameters<typeof statusRoutes>[0] &
  Parameters<typeof controlRoutes>[0] &
  Pick<Parameters<typeof explainRoutes>[0], 'timers'> &
  Pick<Parameters<typeof doctorRoute>[0], 'functions'> & {
    readonly store: Store
    readonly environments: Parameters<typeof environmentRoutes>[0]
  }

/** Every route below `/_busbar`. */
export function createAdminRoutes(parts: AdminParts): AdminRoute[] {
  const { store, functions, environments, timers } = parts
  const { config, events, blobs } = store
  return [
    ...statusRoutes(parts),
    ...controlRoutes(parts),
    ...eventRoutes(events),
    ...invocationRoutes(events),
    ...environmentRoutes(environments),
    ...explainRoutes({ config, events, timers }),
    doctorRoute({ config, functions }),
    codeRoute(blobs),
  ]
}
