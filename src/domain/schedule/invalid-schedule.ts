import { InvalidInput } from '../faults.ts'

/** AWS answers every bad schedule expression with this one sentence, whatever is wrong with it. */
export function invalidSchedule(): InvalidInput {
  return new InvalidInput('Parameter ScheduleExpression is not valid.')
}
