import type { Dependencies } from '../../dependencies.ts'
import type { FunctionUrls } from '../../function-urls.ts'
import { createUrlBook } from './url-book.ts'

type Needs = Pick<Dependencies, 'config' | 'functions' | 'executor' | 'clock' | 'random'>

/** Finds every URL at once; how one is called is loaded with the first call. */
export function createFunctionUrls(dependencies: Needs): FunctionUrls {
  const { find } = createUrlBook(dependencies.config)
  return {
    find,
    async call(call) {
      const { callFunctionUrl } = await import('./call-function-url.ts')
      return callFunctionUrl(dependencies, call)
    },
  }
}
