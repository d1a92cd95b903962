/** What the Runtime API answers instead of doing what it was asked to. */
export class Refusal {
  readonly status: number
  readonly errorType: string
  readonly errorMessage: string

  constructor(status: number, errorType: string, errorMessage: string) {
    this.status = status
    this.errorType = errorType
    this.errorMessage = errorMessage
  }
}

export const invalidRequestId = new Refusal(400, 'InvalidRequestID', 'Invalid request ID')
export const invalidResponseMode = new Refusal(
  400,
  'InvalidFunctionResponseMode',
  'Invalid function response mode',
)

export function requestTooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    'RequestEntityTooLarge',
    `Exceeded maximum allowed payload size (${maxBytes} bytes).`,
  )
}

/** States by the names that AWS's emulator prints. */
export function invalidTransition(
  from: string,
  to: string,
  why = 'State transition is not allowed',
): Refusal {
  return new Refusal(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: ${why}`,
  )
}
