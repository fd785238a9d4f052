import { useEffect, useState, type KeyboardEvent } from 'react';
import type { LetterView, MailboxView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import type { LetterDraft } from '../../store/drafts.ts';
import type { Composing } from '../composer/composing.ts';
import type { Way } from '../composer/ways.ts';
import { emptyLetter, recipientsOf } from './letter-input.ts';
import { RecipientsField } from './recipients-field.tsx';

/** To, copies, subject. Folded into one line while it answers whom it should, as mail programs do. */
export function LetterHead({ composing, way, letter, onKeyDown }: { composing: Composing; way: Way; letter: LetterView | null; onKeyDown: (event: KeyboardEvent) => void }) {
  const { conversation: { id }, draft, subject, change } = composing;
  const { to, cc, bcc } = recipientsOf(draft, way, letter);
  const [open, setOpen] = useState(false);
  const [copies, setCopies] = useState<'cc' | 'bcc' | null>(null);
  const set = (part: Partial<LetterDraft>): void => change({ letter: { ...(draft.letter ?? emptyLetter), ...part } });
  const touched = draft.letter !== null && (draft.letter.to !== null || draft.letter.cc !== null || draft.letter.bcc.length > 0);
  // Sent: the next one begins folded.
  const empty = draft.text === '' && !touched;
  useEffect(() => {
    if (!empty) return;
    setOpen(false);
    setCopies(null);
  }, [empty]);
  const everybody = [...to, ...cc, ...bcc];
  // Sending works from every line of it; Enter alone belongs to the line.
  const keys = (event: KeyboardEvent): void => { if (event.ctrlKey || event.metaKey) onKeyDown(event); };
  if (!open && !touched) {
    return (
      <div className="line" onKeyDown={keys}>
        <button type="button" className="letter-to" onClick={() => setOpen(true)} title={everybody.map(({ address }) => address).join(', ')}>
          <span className="t3">{t('letter.to')}</span>
          <span className="cut">{everybody.map(nameOf).join(', ')}</span>
        </button>
        <label htmlFor={`subject-${id}`}>{t('composer.subject')}</label>
        <input id={`subject-${id}`} value={subject} onChange={(event) => change({ subject: event.target.value })} />
      </div>
    );
  }
  const more = (
    <>
      {cc.length === 0 && copies === null && <button type="button" className="link small" onClick={() => setCopies('cc')}>{t('letter.cc')}</button>}
      {bcc.length === 0 && copies !== 'bcc' && <button type="button" className="link small" onClick={() => setCopies('bcc')}>{t('letter.bcc')}</button>}
    </>
  );
  return (
    <div onKeyDown={keys}>
      <RecipientsField label={t('letter.to')} value={to} autoFocus={open && !touched} onChange={(value) => set({ to: value })} end={more} />
      {(cc.length > 0 || copies !== null) && <RecipientsField label={t('letter.cc')} value={cc} autoFocus={copies === 'cc'} onChange={(value) => set({ cc: value })} />}
      {(bcc.length > 0 || copies === 'bcc') && <RecipientsField label={t('letter.bcc')} value={bcc} autoFocus={copies === 'bcc'} onChange={(value) => set({ bcc: value })} />}
      <div className="line">
        <label htmlFor={`subject-${id}`}>{t('composer.subject')}</label>
        <input id={`subject-${id}`} value={subject} onChange={(event) => change({ subject: event.target.value })} />
      </div>
    </div>
  );
}

const nameOf = ({ address, name }: MailboxView): string => name ?? address;
