import { demandStrongPassword, hashPassword, passwordMatches } from './passwords.ts';

describe('passwords', () => {
  it('are hashed with argon2id, 64 MiB, three passes', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await passwordMatches(hash, 'correct horse battery')).toBe(true);
    expect(await passwordMatches(hash, 'Correct horse battery')).toBe(false);
    expect(await passwordMatches(hash, '')).toBe(false);
  });

  it('never match an account without one', async () => {
    expect(await passwordMatches(null, 'no account has this password')).toBe(false);
  });

  it.each([['short1!', 'short'], ['password12345', 'a listed one'], ['qwertyuiop123', 'a row of keys'], ['aaaaaaaaaaaaaaaa', 'one letter'], ['marina.sokolova', 'the own name'], ['nordklima2024', 'the company, written as one word'], ['x'.repeat(201), 'too long']])('refuse %s (%s)', (password) => {
    expect(() => demandStrongPassword(password, ['Marina Sokolova', 'marina.sokolova@example.com', 'Nord Klima'])).toThrow();
  });

  it('take an ordinary good one', () => {
    expect(() => demandStrongPassword('gorod-chaika-1987-les', ['Marina'])).not.toThrow();
  });
});
