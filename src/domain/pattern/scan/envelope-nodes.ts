type Root<Node> = { readonly changes: number; child(step: string): Node | undefined }

/** Where the members of an envelope lead, so that they need not be looked up for each event. */
export class EnvelopeNodes<Node> {
  /** True only for as long as the root has had no more changes. */
  readonly changes: number
  readonly version: Node | undefined
  readonly id: Node | undefined
  readonly detailType: Node | undefined
  readonly source: Node | undefined
  readonly account: Node | undefined
  readonly time: Node | undefined
  readonly region: Node | undefined
  readonly resources: Node | undefined
  readonly detail: Node | undefined

  constructor(root: Root<Node>) {
    this.changes = root.changes
    this.version = root.child('version')
    this.id = root.child('id')
    this.detailType = root.child('detail-type')
    this.source = root.child('source')
    this.account = root.child('account')
    this.time = root.child('time')
    this.region = root.child('region')
    this.resources = root.child('resources')
    this.detail = root.child('detail')
  }
}
