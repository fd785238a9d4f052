import { readErrorOf, sendErrorOf } from './send-error.ts';

describe('an error nobody foresaw in a Twilio call', () => {
  it('may have come after Twilio took the message: it is never taken for proof that nothing was sent', () => {
    for (const error of [new TypeError('Cannot read properties of undefined'), new SyntaxError('Unexpected token <'), 'text']) expect(sendErrorOf(error).failure).toBe('unknown-outcome');
  });

  it('is harmless where we only asked', () => {
    expect(readErrorOf(new TypeError('x')).failure).toBe('unavailable');
  });
});
