import type { ConfigStore, Key } from '../../../store/config-store.ts'
import type { FunctionUrl } from '../../function-urls.ts'

/** Who has which URL: follows what is configured. */
export function createUrlBook(config: ConfigStore) {
  const urls = new Map<string, FunctionUrl>()
  const idsOf = new Map<string, readonly string[]>()

  config.watch('functions', (change) => {
    const key = change.type === 'put' ? change.stored.key : change.key
    const place = JSON.stringify(key)
    for (const id of idsOf.get(place) ?? []) urls.delete(id)
    const found = change.type === 'put' ? urlsOf(key, change.stored.doc.urls) : []
    for (const url of found) urls.set(url.config.id, url)
    if (found.length === 0) idsOf.delete(place)
    else {
      const ids = found.map((url) => url.config.id)
      idsOf.set(place, ids)
    }
  })

  return { find: (id: string): FunctionUrl | undefined => urls.get(id) }
}

function urlsOf(
  [account, region, name]: Key,
  urls: Readonly<Record<string, FunctionUrl['config']>> = {},
): FunctionUrl[] {
  const scope = { account: String(account), region: String(region) }
  return Object.entries(urls).map(([qualifier, config]) => ({
    scope,
    name: String(name),
    ...(qualifier !== '' && { qualifier }),
    config,
  }))
}
