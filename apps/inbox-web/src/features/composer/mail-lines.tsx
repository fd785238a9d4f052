import { t } from '../../i18n/index.ts';
import type { Composing } from './composing.ts';

/** The head of a letter: its subject, and who gets a copy. Nothing on channels that have neither. */
export function MailLines({ composing: { conversation: { id }, mode, way, subject, draft, change } }: { composing: Composing }) {
  if (mode === 'note' || !way?.capabilities.subject) return null;
  return (
    <div className="line">
      <label htmlFor={`subject-${id}`}>{t('composer.subject')}</label>
      <input id={`subject-${id}`} value={subject} onChange={(event) => change({ subject: event.target.value })} />
      {way.capabilities.cc && (
        <>
          <label htmlFor={`cc-${id}`}>{t('composer.cc')}</label>
          <input id={`cc-${id}`} value={draft.cc} inputMode="email" placeholder={t('composer.ccHint')} onChange={(event) => change({ cc: event.target.value })} />
        </>
      )}
    </div>
  );
}
