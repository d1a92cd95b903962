import { expect, it } from 'vitest'
import { readToken, tokenFor } from '../../../src/platform/function-credentials.ts'

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST'

it('the token of a function tells whose it is, to the server that gave it', () => {
  expect(readToken(tokenFor('shared', ARN), 'shared')).toEqual({ functionArn: ARN })
  expect(readToken('shared', 'shared')).toEqual({})
})

it.each(['', 'shared!', 'other', tokenFor('other', ARN), '.shared'])('%j is nobody’s', (token) => {
  expect(readToken(token, 'shared')).toBeUndefined()
})
