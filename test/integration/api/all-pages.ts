type Page<Item> = { readonly items: Item[] | undefined; readonly next: string | undefined }

/** Follows the tokens of a list to its end, for operations that the SDK has no paginator for. */
export async function allPages<Item>(
  read: (token: string | undefined) => Promise<Page<Item>>,
): Promise<Item[][]> {
  const pages: Item[][] = []
  let token: string | undefined
  do {
    const { items = [], next } = await read(token)
    pages.push(items)
    token = next
  } while (token !== undefined)
  return pages
}
