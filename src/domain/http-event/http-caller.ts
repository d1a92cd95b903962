/** Who signed a request to an HTTP front door. */
export type HttpCaller = { readonly accessKey: string; readonly account: string }

/** `requestContext.authorizer` of payload format 2.0. */
export function toAuthorizer({ accessKey, account }: HttpCaller): object {
  return {
    iam: {
      accessKey,
      accountId: account,
      callerId: account,
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: userArn(account),
      userId: account,
    },
  }
}

/** What `requestContext.identity` of payload format 1.0 says about the caller. */
export function toIdentity({ accessKey, account }: HttpCaller): object {
  return {
    accessKey,
    accountId: account,
    caller: account,
    user: account,
    userArn: userArn(account),
  }
}

/** As GetCallerIdentity answers: an account stands for all of its users and roles. */
function userArn(account: string): string {
  return `arn:aws:iam::${account}:root`
}
