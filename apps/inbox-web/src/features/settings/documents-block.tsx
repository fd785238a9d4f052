import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { DocumentSettingsView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { Loaded } from './page-frame.tsx';

/** What invoices and proposals say of the company. */
export function DocumentsBlock() {
  const query = useQuery({ queryKey: ['company', 'documents'], queryFn: () => api.documentSettings() });
  return <Loaded query={query}>{(settings) => <DocumentsForm settings={settings} />}</Loaded>;
}

function DocumentsForm({ settings: saved }: { settings: DocumentSettingsView }) {
  const client = useQueryClient();
  const [settings, setSettings] = useState(saved);
  const { busy, wrong, ask } = useAsking();
  const set = (part: Partial<DocumentSettingsView>): void => setSettings({ ...settings, ...part });
  const save = async (): Promise<void> => {
    const answer = await api.saveDocumentSettings(settings);
    setSettings(answer);
    client.setQueryData(['company', 'documents'], answer);
    toast(t('action.saved'));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(save);
  };
  return (
    <form className="settings-col" aria-label={t('doc.title')} onSubmit={submit}>
      <div className="settings-block">
        <h3>{t('doc.title')}</h3>
        <Wrong text={wrong} />
        <Field label={t('doc.legalName')}>{(id) => <input id={id} className="input" maxLength={300} value={settings.legalName} onChange={(event) => set({ legalName: event.target.value })} />}</Field>
        <Field label={t('doc.requisites')} hint={t('doc.requisitesHint')}>{(id) => <textarea id={id} className="input" rows={4} maxLength={2000} value={settings.requisites} onChange={(event) => set({ requisites: event.target.value })} />}</Field>
        <Field label={t('doc.footer')} hint={t('doc.footerHint')}>{(id) => <textarea id={id} className="input" rows={3} maxLength={4000} value={settings.footer} onChange={(event) => set({ footer: event.target.value })} />}</Field>
        <div><Button type="submit" busy={busy}>{t('action.save')}</Button></div>
      </div>
    </form>
  );
}
