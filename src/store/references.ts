import type { LambdaFunction } from '../domain/function.ts'
import type { CollectionName, Collections, Key } from './config-store.ts'

/** A document that another one names, and that has to be there as long as it is named. */
export type Reference = { readonly collection: CollectionName; readonly key: Key }

/** What a document names: a function, the code signing config that it has. */
export function referenceOf<C extends CollectionName>(
  collection: C,
  [account = '', region = '']: Key,
  doc: Collections[C],
): Reference | undefined {
  if (!isFunction(collection, doc)) return undefined
  const id = doc.codeSigningConfigArn?.split(':').at(-1)
  if (id === undefined) return undefined
  return { collection: 'code_signing_configs', key: [account, region, id] }
}

function isFunction(
  collection: CollectionName,
  _doc: Collections[CollectionName],
): _doc is LambdaFunction {
  return collection === 'functions'
}
