/** Gets the whole event, as EventBridge sends it. */
export async function handler(event) {
  const { orderId, items } = event.detail
  for (const [item, count] of Object.entries(items)) {
    console.log(`reserved ${count} × ${item} for order ${orderId}`)
  }
}
