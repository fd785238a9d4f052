import { readWhen } from './when.ts';

/** A Thursday, 14:07. */
const now = new Date(2026, 5, 18, 14, 7);
const read = (text: string): [string, string] => {
  const { title, dueAt } = readWhen(text, now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return [title, `${dueAt.getDate()} ${two(dueAt.getHours())}:${two(dueAt.getMinutes())}`];
};

describe('a task in words', () => {
  it.each([
    ['перезвонить завтра 10', 'перезвонить', '19 10:00'],
    ['перезвонить завтра в 10:30', 'перезвонить', '19 10:30'],
    ['call back tomorrow at 15:30', 'call back', '19 15:30'],
    ['зателефонувати завтра о 9', 'зателефонувати', '19 09:00'],
    ['проверить оплату в пятницу', 'проверить оплату', '19 09:00'],
    ['замер в чт 12:00', 'замер', '25 12:00'],
    ['напомнить через 2 часа', 'напомнить', '18 16:07'],
    ['нагадати через 20 хвилин', 'нагадати', '18 14:27'],
    ['счёт через неделю', 'счёт', '25 09:00'],
    ['купить 10 труб', 'купить 10 труб', '19 09:00'],
    ['выслать договор 16:00', 'выслать договор', '18 16:00'],
    ['выслать договор 9:00', 'выслать договор', '19 09:00'],
    ['сегодня позвонить', 'позвонить', '18 15:07'],
    ['послезавтра 11 ч', '', '20 11:00'],
  ])('«%s»', (text, title, due) => {
    expect(read(text)).toEqual([title, due]);
  });

  it('says whether a time was named', () => {
    expect(readWhen('купить 10 труб', now).said).toBe(false);
    expect(readWhen('завтра', now).said).toBe(true);
  });
});
