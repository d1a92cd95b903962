/**
 * Node's HTTP. An `import` of it would read each of its exports, and one of them, `WebSocket`, loads a whole
 * HTTP client that nobody here uses.
 */
export const { createServer, request } = process.getBuiltinModule('node:http')
