import { t } from '../../../i18n/index.ts';
import { Field } from '../../../ui/controls.tsx';

export interface HttpForm {
  outboundUrl: string;
  verifiedKinds: readonly ('phone' | 'email')[];
  mediaHosts: string;
  startsWith: '' | 'phone' | 'email' | 'id';
  canEdit: boolean;
  canDelete: boolean;
}

export function httpForm(settings: Record<string, unknown>): HttpForm {
  const given = settings as Partial<{ outboundUrl: string | null; verifiedKinds: HttpForm['verifiedKinds']; mediaHosts: string[]; startsWith: HttpForm['startsWith'] | null; canEdit: boolean; canDelete: boolean }>;
  return { outboundUrl: given.outboundUrl ?? '', verifiedKinds: given.verifiedKinds ?? [], mediaHosts: (given.mediaHosts ?? []).join('\n'), startsWith: given.startsWith ?? '', canEdit: given.canEdit ?? false, canDelete: given.canDelete ?? false };
}

export function httpSettings(form: HttpForm): Record<string, unknown> {
  return { outboundUrl: form.outboundUrl.trim() || null, verifiedKinds: form.verifiedKinds, mediaHosts: form.mediaHosts.split(/[\s,;]+/).filter(Boolean), startsWith: form.startsWith || null, canEdit: form.canEdit, canDelete: form.canDelete };
}

/** What a messenger of one's own is trusted with. */
export function HttpFields({ form, onChange }: { form: HttpForm; onChange: (form: HttpForm) => void }) {
  const kinds = [['phone', t('channel.voice')], ['email', t('channel.email')]] as const;
  return (
    <>
      <Field label={t('http.outbound')} hint={t('http.outboundHint')}>{(id) => <input id={id} className="input" type="url" value={form.outboundUrl} placeholder="https://bridge.example.com/send" onChange={(event) => onChange({ ...form, outboundUrl: event.target.value })} />}</Field>
      <Field label={t('http.startsWith')}>
        {(id) => (
          <select id={id} className="input" value={form.startsWith} onChange={(event) => onChange({ ...form, startsWith: event.target.value as HttpForm['startsWith'] })}>
            <option value="">{t('http.startsNobody')}</option>
            <option value="phone">{t('http.startsPhone')}</option>
            <option value="email">{t('http.startsEmail')}</option>
            <option value="id">{t('http.startsId')}</option>
          </select>
        )}
      </Field>
      <fieldset className="field">
        <span className="label">{t('http.verified')}</span>
        {kinds.map(([kind, label]) => (
          <label key={kind} className="check-row"><input type="checkbox" className="check" checked={form.verifiedKinds.includes(kind)} onChange={(event) => onChange({ ...form, verifiedKinds: event.target.checked ? [...form.verifiedKinds, kind] : form.verifiedKinds.filter((each) => each !== kind) })} />{label}</label>
        ))}
        <span className="hint">{t('http.verifiedHint')}</span>
      </fieldset>
      <fieldset className="field">
        <span className="label">{t('http.changes')}</span>
        <label className="check-row"><input type="checkbox" className="check" checked={form.canEdit} onChange={(event) => onChange({ ...form, canEdit: event.target.checked })} />{t('http.canEdit')}</label>
        <label className="check-row"><input type="checkbox" className="check" checked={form.canDelete} onChange={(event) => onChange({ ...form, canDelete: event.target.checked })} />{t('http.canDelete')}</label>
      </fieldset>
      <Field label={t('http.mediaHosts')} hint={t('http.mediaHostsHint')}>{(id) => <textarea id={id} className="input" rows={2} value={form.mediaHosts} placeholder="https://files.example.com" onChange={(event) => onChange({ ...form, mediaHosts: event.target.value })} />}</Field>
    </>
  );
}
