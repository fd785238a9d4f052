import { useState, type FormEvent } from 'react';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { Button, Field } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { readLater, sendPresets } from './later.ts';

/** When it goes: in words or by a choice; and what becomes of it when somebody writes before. */
export function SendLater({ onChoose, onClose }: { onChoose: (later: { sendAt: string; ifNews: 'send' | 'keep' }) => void; onClose: () => void }) {
  const [words, setWords] = useState('');
  const [keep, setKeep] = useState(false);
  const [now] = useState(() => new Date());
  const said = words.trim() ? readLater(words, now) : null;
  const choose = (at: Date): void => onChoose({ sendAt: at.toISOString(), ifNews: keep ? 'keep' : 'send' });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (said) choose(said);
  };
  return (
    <Dialog title={t('later.title')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" form="send-later" type="submit" disabled={!said}>{said ? t('later.sendAt', { when: dueTime(said.toISOString(), now.getTime()) }) : t('later.send')}</Button></>}>
      <form id="send-later" onSubmit={submit}>
        <Field label={t('later.when')} hint={t('later.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })} wrong={words.trim() && !said ? t('later.notUnderstood') : null}>
          {(id) => <input id={id} className="input" value={words} placeholder={t('later.example')} autoComplete="off" onChange={(event) => setWords(event.target.value)} />}
        </Field>
      </form>
      <div className="card later-presets">
        {sendPresets(now).map((preset) => (
          <button key={preset.label} type="button" className="menu-item wide-item" onClick={() => choose(preset.at)}><span className="cut">{preset.label}</span><span className="end num">{dueTime(preset.at.toISOString(), now.getTime())}</span></button>
        ))}
      </div>
      <label className="check-row"><input type="checkbox" className="check" checked={keep} onChange={(event) => setKeep(event.target.checked)} />{t('later.keep')}</label>
    </Dialog>
  );
}
