import { filledIn, signatureFor } from './signature.ts';
import { aMe } from '../../testing/builders.ts';

describe('a signature', () => {
  it('is the person’s own, else the mailbox’s, filled with who writes', () => {
    const me = aMe({ name: 'Анна <3', phone: '+357 99', signature: '' });
    expect(signatureFor(me, { signature: '<div>{name}</div><div>т. {phone}</div>' })).toBe('<div>Анна &lt;3</div><div>т. +357 99</div>');
    expect(signatureFor({ ...me, signature: '<div>Власний</div>' }, { signature: '<div>{name}</div>' })).toBe('<div>Власний</div>');
    expect(signatureFor(me, undefined)).toBe('');
  });

  it('says nothing of what is not known', () => {
    expect(filledIn('<div>{name}</div><div>т. {phone}</div>', { name: 'Анна', role: 'Оператор', phone: '' })).toBe('<div>Анна</div>');
    expect(filledIn('<p>{name}, {role}</p>', { name: 'Анна', role: 'Оператор', phone: '' })).toBe('<p>Анна, Оператор</p>');
  });
});
