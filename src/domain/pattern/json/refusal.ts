/**
 * A text that is not the JSON, or not the pattern, that was asked for. The message is what AWS
 * puts behind `Reason: `, with the place where AWS names one. It never leaves this room.
 */
export class Refusal extends Error {}
