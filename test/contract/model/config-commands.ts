import fc from 'fast-check'
import { expect } from 'vitest'
import { type Expectation, type Key, RevisionConflict } from '../../../src/store/config-store.ts'
import { aBus, scope } from '../builders.ts'
import type { StoreCommand } from './run-program.ts'
import type { StoreModel } from './store-model.ts'

type Kind = 'absent' | 'any' | 'current' | 'stale'

const aName = fc.constantFrom('a', 'aa', 'b', '__proto__')
const keyOf = (name: string): Key => [scope.account, scope.region, name]

function expectationOf(model: StoreModel, name: string, kind: Kind): Expectation {
  if (kind === 'absent' || kind === 'any') return kind
  const current = model.buses.get(name)?.revision
  const stale = [...model.revisions].find((revision) => revision !== current)
  return { revision: (kind === 'current' ? current : stale) ?? 'never given out' }
}

function holds(model: StoreModel, name: string, expectation: Expectation): boolean {
  const found = model.buses.get(name)
  if (expectation === 'any') return true
  if (expectation === 'absent') return found === undefined
  return found?.revision === expectation.revision
}

const put = fc
  .record({
    name: aName,
    kind: fc.constantFrom<Kind>('absent', 'any', 'current', 'stale'),
    createdAt: fc.nat(),
  })
  .map(
    ({ name, kind, createdAt }): StoreCommand => ({
      check: () => true,
      toString: () => `put(${name}, ${kind}, ${createdAt})`,
      async run(model, { store }) {
        const expectation = expectationOf(model, name, kind)
        const result = store.config.put(
          'event_buses',
          keyOf(name),
          aBus({ createdAt }),
          expectation,
        )
        if (!holds(model, name, expectation)) {
          await expect(result).rejects.toThrow(RevisionConflict)
          return
        }
        const { revision } = await result
        expect(model.revisions).not.toContain(revision)
        model.revisions.add(revision)
        model.buses.set(name, { revision, createdAt })
      },
    }),
  )

const remove = fc
  .record({
    name: aName,
    kind: fc.constantFrom<Exclude<Kind, 'absent'>>('any', 'current', 'stale'),
  })
  .map(
    ({ name, kind }): StoreCommand => ({
      check: () => true,
      toString: () => `delete(${name}, ${kind})`,
      async run(model, { store }) {
        const expectation = expectationOf(model, name, kind)
        if (expectation === 'absent') return
        const result = store.config.delete('event_buses', keyOf(name), expectation)
        if (holds(model, name, expectation)) expect(await result).toBe(model.buses.delete(name))
        else await expect(result).rejects.toThrow(RevisionConflict)
      },
    }),
  )

const list = fc
  .record({ limit: fc.integer({ min: 1, max: 3 }), start: fc.constantFrom('', 'a') })
  .map(
    ({ limit, start }): StoreCommand => ({
      check: () => true,
      toString: () => `list(${limit}, ${start})`,
      async run(model, { store }) {
        const options = { limit, nameStartsWith: start }
        const { items, next } = await store.config.list(
          'event_buses',
          keyOf('').slice(0, 2),
          options,
        )
        const names = [...model.buses.keys()].filter((name) => name.startsWith(start)).toSorted()
        expect(items.map(({ key }) => key[2])).toEqual(names.slice(0, limit))
        expect(items.map(({ revision, doc: { createdAt } }) => ({ revision, createdAt }))).toEqual(
          names.slice(0, limit).map((name) => model.buses.get(name)),
        )
        expect(next !== undefined).toBe(names.length > limit)
      },
    }),
  )

export const configCommands = [put, remove, list]
