/** The server cannot start here; the message is one line for the person who started it. */
export class StartError extends Error {}
