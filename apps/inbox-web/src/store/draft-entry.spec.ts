import type { DraftView } from '../../../../libs/crm-core/src/views.ts';
import { besideOf, emptyDraft, fromServer } from './draft.ts';
import { left, noEntry, saved, told, toldGone, typed, type DraftEntry } from './draft-entry.ts';

let ids: number;
beforeEach(() => { ids = 0; });
const newId = (): string => `d${(ids += 1)}`;
const type = (entry: DraftEntry, text: string): DraftEntry => typed(entry, { text }, newId, 1000);
const view = (part: Partial<DraftView>): DraftView => ({ conversationId: 'c', mode: 'reply', id: null, text: '', beside: {}, others: [], version: 1, changedAt: '', ...part });
/** The server takes what is written. */
const save = (entry: DraftEntry, version: number): DraftEntry => saved(entry, { id: entry.draft.id ?? '', stamp: entry.stamp }, view({ id: entry.draft.id, text: entry.draft.text, version }), newId);

describe('a draft on one machine', () => {
  it('gets its id with the first word and keeps it until it is empty', () => {
    const first = type(noEntry, 'П');
    const more = type(first, 'Привет');
    expect([first.draft.id, more.draft.id, more.dirty]).toEqual(['d1', 'd1', true]);
    const none = type(more, '  ');
    expect([none.draft, none.discarded]).toEqual([emptyDraft, 'd1']);
    expect(type(none, 'Снова').draft.id).toBe('d2');
  });

  it('is clean when the server has what stands here, and stays dirty when more was typed meanwhile', () => {
    const entry = type(noEntry, 'Привет');
    expect(save(entry, 1)).toMatchObject({ base: 1, dirty: false });
    const sent = { id: 'd1', stamp: entry.stamp };
    expect(saved(type(entry, 'Привет!'), sent, view({ id: 'd1', text: 'Привет', version: 1 }), newId)).toMatchObject({ base: 1, dirty: true, draft: { text: 'Привет!' } });
  });

  it('that left as a message is not shown again by an answer of before', () => {
    const gone = left(save(type(noEntry, 'Да'), 1), 2000);
    expect(gone).toMatchObject({ draft: emptyDraft, dirty: false, gone: ['d1'] });
    expect(told(gone, view({ id: 'd1', text: 'Да', version: 2 }))).toMatchObject({ draft: emptyDraft, base: 2 });
    expect(type(gone, 'И ещё').draft.id).toBe('d2');
  });
});

describe('another device', () => {
  it('is believed where nothing waits to be saved', () => {
    expect(told(noEntry, view({ id: 'x', text: 'С телефона', version: 3 }))).toMatchObject({ draft: { id: 'x', text: 'С телефона' }, base: 3, dirty: false });
    const clean = save(type(noEntry, 'Привет'), 1);
    expect(told(clean, view({ id: 'd1', text: 'Привет, Марина', version: 2 })).draft.text).toBe('Привет, Марина');
    expect(told(clean, view({ id: 'd1', text: 'старое', version: 1 }))).toBe(clean);
    expect(toldGone(clean, 2)).toMatchObject({ draft: emptyDraft, base: 2 });
  });

  it('never takes away what was typed here and not saved yet', () => {
    const dirty = type(save(type(noEntry, 'Привет'), 1), 'Привет, Олег');
    expect(told(dirty, view({ id: 'd1', text: 'Другое', version: 2 }))).toBe(dirty);
    expect(toldGone(dirty, 2)).toBe(dirty);
  });

  it('that sent the draft while this one was still writing leaves the words as a draft of their own', () => {
    const dirty = type(save(type(noEntry, 'Да'), 1), 'Да, завтра');
    expect(saved(dirty, { id: 'd1', stamp: dirty.stamp }, view({ id: null, version: 2 }), newId)).toMatchObject({ draft: { id: 'd2', text: 'Да, завтра' }, base: 2, dirty: true });
  });
});

describe('what travels beside the words', () => {
  it('is only what was chosen, and comes back as it went', () => {
    const draft = { ...emptyDraft, id: 'd1', text: 'Прайс', subject: 'Цена', way: { inboxId: 'i', channel: 'email', to: 'a@b.example' } };
    expect(besideOf(draft)).toEqual({ subject: 'Цена', way: { inboxId: 'i', channel: 'email', to: 'a@b.example' } });
    expect(fromServer({ id: 'd1', text: 'Прайс', beside: besideOf(draft) })).toEqual(draft);
  });
  it('is left out where another version of the window keeps it otherwise', () => {
    expect(fromServer({ id: 'd1', text: 'x', beside: { files: 'none', subject: 7, way: 'email', colour: 'red' } })).toEqual({ ...emptyDraft, id: 'd1', text: 'x' });
  });
});
