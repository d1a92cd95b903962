export function encodeFrame(head: object, body: string | Uint8Array): Buffer
export function createFrameReader(
  onFrame: (head: unknown, body: Buffer) => void,
): (chunk: Buffer) => boolean
