import type { Branch, FieldPattern, Pattern, Predicate } from '../pattern.ts'
import type { EventValue, ScannedEvent } from '../scanned-event.ts'
import { explainAbsence } from './absence.ts'
import { explainConflict } from './element-conflict.ts'
import { type Failure, toFoundValue } from './failure.ts'
import { type FieldAnswer, FieldAnswers, isHopeless } from './field-answers.ts'
import type { NearMiss } from './judge-pattern.ts'
import type { Miss } from './miss.ts'
import { toPatternJson } from './predicate-json.ts'
import { wantedOfAny } from './predicate-text.ts'
import { listNames, nameValue, quote, quotePath, shorten } from './quote.ts'
import { missOf } from './value-miss.ts'
import { createBudget, walkBranch } from './walk-branch.ts'

const MOST_SHOWN = 5
const MOST_WANTED = 20
/** Looked through for the one that was probably meant. */
const MOST_COMPARED = 50

/** An event, scanned, and the text that it was scanned from. */
export type ExplainedEvent = { readonly event: ScannedEvent; readonly text: string }

/** The dear half of explaining: what keeps the branch that got furthest from matching. */
export function explainMiss(
  pattern: Pattern,
  { event, text }: ExplainedEvent,
  { branch }: NearMiss,
): Failure {
  const answers = new FieldAnswers(pattern, event)
  const walk = walkBranch(branch, answers, createBudget())
  const at = typeof walk === 'object' ? walk.failsAt : branch.length - 1
  const field = branch[at]
  if (field === undefined) throw new Error('a branch has at least one field')
  const answer = answers.of(field)
  const explain = () =>
    answer.isSatisfied
      ? differentElements({ text, answers }, branch.slice(0, at), field)
      : explainField(event, field, answer)
  return {
    path: field.path,
    ...(typeof walk === 'object' ? explain() : TOO_HARD),
    ...asData(field, answer),
    alsoFailing: failingAlone(branch.slice(at + 1), answers),
  }
}

function asData({ anyOf }: FieldPattern, { values }: FieldAnswer) {
  return {
    wanted: anyOf.slice(0, MOST_WANTED).map(toPatternJson),
    found: values.slice(0, MOST_SHOWN).map(toFoundValue),
    foundCount: values.length,
  }
}

function failingAlone(fields: Branch, answers: FieldAnswers): readonly string[] {
  return fields
    .filter((field) => isHopeless(answers.of(field)))
    .slice(0, MOST_WANTED)
    .map(({ path }) => shorten(path))
}

type Explained = Pick<Failure, 'reason' | 'words' | 'array' | 'didYouMean'>

const TOO_HARD: Explained = {
  reason: 'too-hard',
  words: 'The arrays of the event leave too many combinations to say which path fails.',
}

function differentElements(...asked: Parameters<typeof explainConflict>): Explained {
  const { array, words } = explainConflict(...asked)
  return { reason: 'different-elements', array, words: sentence(words) }
}

function explainField(event: ScannedEvent, field: FieldPattern, answer: FieldAnswer): Explained {
  const wanted = `${quotePath(field.path)} wanted ${wantedOfAny(field.anyOf)}`
  if (answer.values.length === 0) {
    const { reason, words, didYouMean } = explainAbsence(event, field.path)
    const hint = didYouMean === undefined ? '' : ` Did you mean ${quotePath(didYouMean)}?`
    return {
      reason,
      words: `${wanted}, found ${words}.${hint}`,
      ...(didYouMean !== undefined && { didYouMean }),
    }
  }
  const { miss, value, predicate } = nearest(answer.values, field.anyOf)
  const found = foundText(answer.values, value)
  const because = miss.words === undefined ? '' : `: ${miss.words}`
  const didYouMean = miss.suggestion
  const hint = didYouMean === undefined ? '' : ` Did you mean ${quote(didYouMean)}?`
  return {
    reason: miss.reason,
    words: `${wanted}, found ${found}${because}${besides(answer, field, predicate)}.${hint}`,
    ...(didYouMean !== undefined && { didYouMean: shorten(didYouMean) }),
  }
}

/** The value that was meant comes first. */
function foundText(values: readonly EventValue[], nearest: EventValue): string {
  const others = values.slice(0, MOST_SHOWN).filter((value) => value !== nearest)
  return listNames([nearest, ...others].map(nameValue), values.length, 'and')
}

/** With several values or alternatives, the reason is that of one pair, and says so. */
function besides({ values }: FieldAnswer, { anyOf }: FieldPattern, predicate: Predicate): string {
  if (predicate.is === 'anything-but' && values.length > 1) return ', and so is every other'
  return values.length > 1 && anyOf.length > 1 ? ' (the nearest of them)' : ''
}

type Nearest = { readonly miss: Miss; readonly value: EventValue; readonly predicate: Predicate }

function nearest(values: readonly EventValue[], anyOf: readonly Predicate[]): Nearest {
  let best: Nearest | undefined
  for (const value of values.slice(0, MOST_COMPARED)) {
    for (const predicate of anyOf) {
      const miss = missOf(value, predicate)
      if (!best || miss.nearness > best.miss.nearness) best = { miss, value, predicate }
    }
  }
  if (best === undefined) throw new Error('there are values, and a field has alternatives')
  return best
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
