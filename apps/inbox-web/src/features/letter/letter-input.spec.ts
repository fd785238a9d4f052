import type { AttachmentView, LetterView } from '../../../../../libs/crm-core/src/views.ts';
import { emptyDraft, type Draft } from '../../store/drafts.ts';
import type { Way } from '../composer/ways.ts';
import { emptyLetter, letterInput, recipientsAreWrong, recipientsOf } from './letter-input.ts';

const way = { inboxId: 'mail', channel: 'email', to: { kind: 'email', value: 'maria@shop.example' } } as unknown as Way;
const letter: LetterView = {
  inboxId: 'mail', to: [{ address: 'maria@shop.example', name: 'Марія' }, { address: 'boss@shop.example', name: null }], cc: [{ address: 'lawyer@law.example', name: null }], subject: 'Re: Ціна',
  about: { messageId: 'm1', from: { address: 'maria@shop.example', name: 'Марія' }, to: [], cc: [], subject: 'Ціна', text: 'Скільки?', html: null, at: '2026-11-28T10:00:00Z', attachments: [] },
};
const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft, text: 'Сто', ...part });
const file = (id: string): AttachmentView => ({ id }) as AttachmentView;
const values = (list: readonly { value: string }[] | undefined): string[] => (list ?? []).map(({ value }) => value);

describe('a letter on its way out', () => {
  it('goes to everybody of the letter before, with that letter below', () => {
    const input = letterInput(draft({}), way, letter);
    expect([values(input.recipients), values(input.cc), input.bcc, input.undoable]).toEqual([['maria@shop.example', 'boss@shop.example'], ['lawyer@law.example'], undefined, true]);
    expect(input.quote?.messageId).toBe('m1');
  });

  it('goes to whom its author changed it to, to the chosen address alone, and to the known one while nothing else is known', () => {
    expect(values(letterInput(draft({ letter: { ...emptyLetter, to: [{ address: 'anna@x.example', name: null }], cc: [], bcc: [{ address: 'audit@nord.example', name: null }] } }), way, letter).bcc)).toEqual(['audit@nord.example']);
    const chosen = draft({ way: { inboxId: 'mail', channel: 'email', to: 'maria@shop.example' } });
    expect(recipientsOf(chosen, way, letter)).toMatchObject({ to: [{ address: 'maria@shop.example' }], cc: [] });
    expect(recipientsOf(draft({}), way, null).to).toEqual([{ address: 'maria@shop.example', name: null }]);
  });

  it('waits while something among the addresses is none, or nobody is left', () => {
    expect(recipientsAreWrong(draft({}), way, letter)).toBe(false);
    expect(recipientsAreWrong(draft({ letter: { ...emptyLetter, cc: [{ address: 'Марія', name: null }] } }), way, letter)).toBe(true);
    expect(recipientsAreWrong(draft({ letter: { ...emptyLetter, to: [] } }), way, letter)).toBe(true);
  });

  it('has its looks as long as its words were not changed elsewhere, and takes along the pictures that still stand in it', () => {
    const written = { words: 'Сто', draft: '', text: 'Сто\n\n-- \nАнна', html: '<div>Сто<img src="cid:p1"></div>' };
    const whole = letterInput(draft({ files: [file('f1')], letter: { ...emptyLetter, written, pictures: [file('p1'), file('p2')] } }), way, letter);
    expect([whole.text, whole.html, whole.attachmentIds]).toEqual([written.text, written.html, ['p1', 'f1']]);
    const changed = letterInput(draft({ text: 'Двісті', letter: { ...emptyLetter, written, pictures: [file('p1')] } }), way, letter);
    expect([changed.text, changed.html, changed.attachmentIds]).toEqual([undefined, undefined, undefined]);
  });

  it('leaves the quote out when asked to', () => {
    expect(letterInput(draft({ letter: { ...emptyLetter, unquoted: true } }), way, letter).quote).toBeUndefined();
  });
});
