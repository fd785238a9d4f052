import { triggerIn } from './trigger.ts';

describe('what is looked for at the caret', () => {
  it.each([
    ['/', false, { kind: 'canned', query: '', length: 1 }],
    ['/при', false, { kind: 'canned', query: 'при', length: 4 }],
    ['Добрый день! /дост', false, { kind: 'canned', query: 'дост', length: 5 }],
    ['/ghbdtn', true, { kind: 'canned', query: 'ghbdtn', length: 7 }],
    ['и/или', false, null],
    ['https://', false, null],
    ['24/7', false, null],
    ['/при вет', false, null],
    ['@', true, { kind: 'mention', query: '', length: 1, shy: false }],
    ['спроси @ил', true, { kind: 'mention', query: 'ил', length: 3 }],
    ['@ил', false, null],
    ['maria@example', true, null],
    ['"ил', true, { kind: 'mention', query: 'ил', length: 3, shy: true }],
    ['"', true, null],
    ['"ил', false, null],
    [':sm', false, { kind: 'emoji', query: 'sm', length: 3 }],
    [':s', false, null],
    ['в 12:30', false, null],
    ['так:да', false, null],
    ['хорошо :улы', false, { kind: 'emoji', query: 'улы', length: 4 }],
    [':)', false, null],
  ] as const)('in «%s» (a note: %s)', (before, note, wanted) => {
    if (wanted === null) expect(triggerIn(before, note)).toBeNull();
    else expect(triggerIn(before, note)).toMatchObject(wanted);
  });
});
