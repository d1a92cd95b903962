/** Gets the whole event, as S3 sends it when a file has been put into a bucket. */
export async function handler(event) {
  const { bucket, object } = event.detail
  console.log(`importing s3://${bucket.name}/${object.key}, ${object.size} bytes`)
}
