/** For a function registry without a development directory. */
export const noDevelopmentFunctions = { find: () => undefined, names: () => [] }
