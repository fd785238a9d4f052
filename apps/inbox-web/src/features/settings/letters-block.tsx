import { Suspense, useState } from 'react';
import type { MeView } from '../../../../../libs/crm-core/src/views.ts';
import type { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button } from '../../ui/controls.tsx';
import { part } from '../../ui/part.ts';
import { useAsking } from '../../ui/use-asking.ts';

const SignatureField = part(async () => (await import('../letter/signature-field.tsx')).SignatureField);
const HOLDS: readonly MeView['preferences']['mailHoldSeconds'][] = [0, 5, 10, 30];

/** How this person's letters are signed, and for how long each can be taken back. */
export function LettersBlock({ me, save }: { me: MeView; save: (body: Parameters<typeof api.updateMe>[0]) => Promise<boolean> }) {
  const [signature, setSignature] = useState(me.signature);
  const { busy, ask } = useAsking();
  const submit = (): Promise<void> => ask(async () => {
    if (await save({ signature })) toast(t('action.saved'));
  });
  return (
    <section className="settings-block letters-block">
      <h3>{t('channel.email')}</h3>
      <div className="card">
        <div className="setting-row">
          <span className="grow">{t('profile.mailHold')}<span className="t3 small" style={{ display: 'block' }}>{t('profile.mailHoldHint')}</span></span>
          <span className="seg">{HOLDS.map((mailHoldSeconds) => <button key={mailHoldSeconds} type="button" aria-pressed={me.preferences.mailHoldSeconds === mailHoldSeconds} onClick={() => void save({ preferences: { mailHoldSeconds } })}>{mailHoldSeconds === 0 ? t('profile.mailHoldNone') : t('profile.mailHoldSeconds', { n: mailHoldSeconds })}</button>)}</span>
        </div>
      </div>
      <Suspense fallback={null}><SignatureField label={t('signature.own')} hint={t('signature.ownHint')} value={me.signature} onChange={setSignature} /></Suspense>
      <div><Button busy={busy} disabled={signature === me.signature} onClick={() => void submit()}>{t('action.save')}</Button></div>
    </section>
  );
}
