// Who may know whom: one rule per room, as CONTRIBUTING.md tables it. `npm run arch` checks them.

const PORTS = {
  store: '^src/store/[^/]+\\.ts$',
  ingest: '^src/ingest/ingest\\.ts$',
  delivery: '^src/delivery/async-invoker\\.ts$',
  execution:
    '^src/execution/(executor|function-registry|concurrency/concurrency-leases|provisioned/provisioned-concurrency|code/inspect-zip)\\.ts$',
}
const OPERATION_TYPES = '^src/operations/(operation|schema|dependencies)\\.ts$'
const ADMIN_ROUTE = '^src/admin/admin-route\\.ts$'
const OPERATION_REGISTRY = '^src/operations/[^/]+\\.ts$'

/** Inside src, the room may import itself and the given paths; npm and node: are other rules' matter. */
function room(name, mayImport, comment) {
  const own = `^src/${name}(/|\\.ts$)`
  return {
    name: `${name}-knows-only-its-own`,
    comment,
    severity: 'error',
    from: { path: own },
    to: { path: '^src/', pathNot: [own, ...mayImport] },
  }
}

const DOMAIN = '^src/domain/'
const PLATFORM = '^src/platform/'

module.exports = {
  forbidden: [
    room('domain', [], 'It can be tested with values alone.'),
    room('platform', [DOMAIN], 'Time and chance have one door.'),
    room('store', [DOMAIN, PLATFORM], 'An engine is replaceable.'),
    room(
      'execution',
      [DOMAIN, PLATFORM, PORTS.store],
      'An execution environment does not know why it was invoked.',
    ),
    room(
      'ingest',
      [DOMAIN, PLATFORM, PORTS.store],
      'The hot path reads top to bottom in one place.',
    ),
    room(
      'delivery',
      [DOMAIN, PLATFORM, PORTS.store, PORTS.execution],
      'A retry does not know about HTTP.',
    ),
    room(
      'operations',
      [DOMAIN, PLATFORM, PORTS.store, PORTS.ingest, PORTS.delivery, PORTS.execution],
      'An operation does not know its wire format.',
    ),
    room('protocol', [DOMAIN], 'A codec cannot take a decision.'),
    room(
      'http',
      ['^src/protocol/', OPERATION_REGISTRY, ADMIN_ROUTE, DOMAIN, PLATFORM],
      'Express stays at the edge.',
    ),
    room(
      'admin',
      [
        DOMAIN,
        PLATFORM,
        PORTS.store,
        PORTS.ingest,
        PORTS.delivery,
        PORTS.execution,
        OPERATION_TYPES,
      ],
      'The /_busbar routes look at engines through their ports.',
    ),
    room('console', [DOMAIN], 'It sees only what users see: it calls the public API.'),
    room('config', [DOMAIN, PLATFORM], 'It turns the environment into values, and starts nothing.'),
    room(
      'main',
      ['^src/(app|config)\\.ts$', '^src/require-node\\.cjs$', DOMAIN, PLATFORM],
      'It reads the config, starts the app and stops it; app.ts builds it.',
    ),
    {
      name: 'everything-is-in-a-room',
      comment: 'A new folder under src needs its row in this table.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '^src/(domain|platform|store|execution|ingest|delivery|operations|protocol|http|admin|console|config|app)/|^src/(app|config|main)\\.ts$|^src/require-node\\.cjs$',
      },
      to: {},
    },
    {
      name: 'store-ports-know-no-engine',
      severity: 'error',
      from: { path: PORTS.store },
      to: { path: '^src/store/[^/]+/' },
    },
    {
      name: 'only-app-picks-an-engine',
      comment: 'One place shows how it fits together.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app(/|\\.ts$)|store/sqlite/)' },
      to: { path: '^src/store/sqlite/|^better-sqlite3$|node_modules/better-sqlite3/' },
    },
    {
      name: 'domain-does-no-io',
      comment: 'Pure packages only: no node: module, and of npm only what calculates.',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: '.', pathNot: ['^src/', 'node_modules/cron-parser/'] },
    },
    {
      name: 'express-stays-at-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(http/|app\\.ts$)' },
      to: { path: 'node_modules/(@types/)?express/' },
    },
    {
      name: 'no-development-package-at-run-time',
      comment: 'The container image installs without them.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-missing-modules',
      comment: 'An import that cannot be resolved would pass every other rule.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Or type imports pass unseen.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
}
