import { useEffect, useState, type FormEvent } from 'react';
import type { ReasonKind } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { reasonName } from '../../i18n/reasons.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { loadReasons } from '../../store/reasons.ts';
import { Button, Field } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';

/** One list of reasons, a line each. A line that stays as it is stays the same reason, in every language. */
export function ReasonsBlock({ kind, title }: { kind: ReasonKind; title: string }) {
  const reasons = useDeskShallow((state) => (state.reasons ?? []).filter((reason) => reason.kind === kind));
  const asked = useDesk((state) => state.reasons === null);
  useEffect(() => { if (asked) void loadReasons().catch(complain); }, [asked]);
  const [typed, setTyped] = useState<string | null>(null);
  const { busy, wrong, ask } = useAsking();
  const text = typed ?? reasons.map(reasonName).join('\n');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
      const kept = (line: string) => reasons.find((reason) => reasonName(reason) === line);
      const saved = await api.saveReasons(kind, lines.map((line) => { const same = kept(line); return same ? { id: same.id, name: same.name } : { name: line }; }));
      change((state) => ({ ...state, reasons: [...(state.reasons ?? []).filter((reason) => reason.kind !== kind), ...saved] }));
      setTyped(null);
    });
  };
  return (
    <form className="settings-block" onSubmit={save}>
      <Field label={title} hint={t('reason.lines')} wrong={wrong}>{(id) => <textarea id={id} className="input" rows={6} value={text} onChange={(event) => setTyped(event.target.value)} />}</Field>
      <div className="save-bar"><Button tone="primary" type="submit" busy={busy} disabled={typed === null || !text.trim()}>{t('action.save')}</Button></div>
    </form>
  );
}
