import type { Scope } from '../../../../src/domain/scope.ts'
import type { Dependencies } from '../../../../src/operations/dependencies.ts'
import { logsOperations } from '../../../../src/operations/logs/operations.ts'
import { validateInput } from '../../../../src/operations/validate-input.ts'
import { createInMemoryFunctionLogs } from '../../../support/in-memory-function-logs.ts'

export const SCOPE: Scope = { account: '111122223333', region: 'eu-west-1' }
export const START = 1_700_000_000_000
export const GROUP = '/aws/lambda/billing'
export const ARN = `arn:aws:logs:eu-west-1:111122223333:log-group:${GROUP}`
export const STREAM = '2026/11/23/[$LATEST]0123456789abcdef0123456789abcdef'

type Answer = Readonly<Record<string, unknown>>
export type WireEvent = { message: string; timestamp: number; eventId: string }

/** The operations of CloudWatch Logs as the edge calls them: the input is validated first. */
export function createRoom() {
  const logs = createInMemoryFunctionLogs()
  const dependencies = { logs, clock: { now: () => START } } as unknown as Dependencies

  const call = async (name: string, input: object, scope = SCOPE): Promise<Answer> => {
    const operation = await logsOperations.find((one) => one.name === name)?.load()
    if (!operation) throw new Error(`There is no operation ${name}.`)
    const context = { requestId: 'r-1', scope }
    return (await operation.handle(
      validateInput(operation, input),
      dependencies,
      context,
    )) as Answer
  }

  return {
    call,
    logs,
    /** Prints lines a millisecond apart. */
    print(messages: readonly string[], { stream = STREAM, group = GROUP, at = START } = {}) {
      const lines = messages.map((message, index) => ({ timestamp: at + index, message }))
      logs.append({ ...SCOPE, group }, stream, lines, START + 5_000)
    },
  }
}

export function messagesOf(answer: Answer): string[] {
  return (answer['events'] as WireEvent[]).map(({ message }) => message)
}
