/** The store cannot be opened, or its files are damaged; the message is one sentence for the operator. */
export class StoreUnavailable extends Error {}
