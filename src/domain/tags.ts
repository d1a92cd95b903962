/** In the order in which they were given; a key appears once. */
export type Tags = readonly { readonly key: string; readonly value: string }[]
