import { fill, firstName, properName, unfilled } from './variables.ts';

describe('variables of a canned reply', () => {
  it('are filled with what is known; the rest stays to be seen', () => {
    const text = 'Здравствуйте, {contact.firstName}! Заказ {order.number} на {order.total}. {agent.name}, {company.name}';
    expect(fill(text, { 'contact.firstName': 'Марина', 'agent.name': 'Илья', 'company.name': 'Норд' })).toBe('Здравствуйте, Марина! Заказ {order.number} на {order.total}. Илья, Норд');
    expect(fill('{ contact.name } {contact.name}', { 'contact.name': 'Марина Лебедева' })).toBe('Марина Лебедева Марина Лебедева');
    expect(fill('{contact.name}', { 'contact.name': '' })).toBe('{contact.name}');
  });

  it('put in words as they are, whatever signs stand in them', () => {
    expect(fill('{contact.name}!', { 'contact.name': '$& $1 {order.number}' })).toBe('$& $1 {order.number}!');
  });

  it('that are not filled are named once, misspelt ones too; other brackets are nobody’s business', () => {
    expect(unfilled('{order.number} {order.number} {contact.nmae} {price} {} { "a": 1 } 5 {см}')).toEqual(['{order.number}', '{contact.nmae}']);
    expect(unfilled('Готово')).toEqual([]);
  });

  it.each([['Марина Лебедева', 'Марина'], ['O’Neil Ann', 'O’Neil'], ['Анна-Мария', 'Анна-Мария'], ['+380 555 00 01', null], ['maria@example.com', null], ['', null]])('call %s by %s', (name, called) => {
    expect(firstName(name)).toBe(called);
  });

  it.each([['Марина Лебедева', 'Марина Лебедева'], ['ООО «Рога 24»', 'ООО «Рога 24»'], ['maria2@example.com', null], ['+380555000201', null]])('take %s for %s', (name, proper) => {
    expect(properName(name)).toBe(proper);
  });
});
