import { localeNames, locales, t } from '../../../i18n/index.ts';
import { Field } from '../../../ui/controls.tsx';
import { CopyLine } from '../copy-line.tsx';

type Asked = 'no' | 'optional' | 'required';
export interface WebchatForm {
  origins: string;
  language: string;
  accent: string;
  greeting: string;
  prechat: { name: Asked; phone: Asked; email: Asked };
  files: boolean;
}
export const webchatDefaults: WebchatForm = { origins: '', language: 'browser', accent: '#2456d8', greeting: '', prechat: { name: 'optional', phone: 'optional', email: 'no' }, files: true };

export function webchatForm(settings: Record<string, unknown>): WebchatForm {
  const given = settings as Partial<{ allowedOrigins: string[]; language: string; accent: string | null; greeting: string | null; prechat: WebchatForm['prechat']; files: boolean }>;
  return {
    origins: (given.allowedOrigins ?? []).join('\n'),
    language: given.language ?? 'browser',
    accent: given.accent ?? webchatDefaults.accent,
    greeting: given.greeting ?? '',
    prechat: { ...webchatDefaults.prechat, ...given.prechat },
    files: given.files ?? true,
  };
}

/** Domains may be typed without https://. */
export function webchatSettings(form: WebchatForm): Record<string, unknown> {
  const origins = form.origins.split(/[\s,;]+/).filter(Boolean).map((each) => (each.includes('://') ? each : `https://${each}`));
  return { allowedOrigins: origins, language: form.language, accent: form.accent === webchatDefaults.accent ? null : form.accent, greeting: form.greeting.trim() || null, prechat: form.prechat, files: form.files };
}

export function WebchatFields({ form, onChange }: { form: WebchatForm; onChange: (form: WebchatForm) => void }) {
  const asked = (value: Asked): string => (value === 'no' ? t('webchat.askNo') : value === 'optional' ? t('webchat.askOptional') : t('webchat.askRequired'));
  const fields: [keyof WebchatForm['prechat'], string][] = [['name', t('auth.name')], ['phone', t('channel.voice')], ['email', t('channel.email')]];
  return (
    <>
      <Field label={t('webchat.origins')} hint={t('webchat.originsHint')}>{(id) => <textarea id={id} className="input" rows={2} value={form.origins} placeholder="shop.example.com" onChange={(event) => onChange({ ...form, origins: event.target.value })} />}</Field>
      <Field label={t('webchat.greeting')}>{(id) => <textarea id={id} className="input" rows={2} maxLength={300} value={form.greeting} placeholder={t('webchat.greetingHint')} onChange={(event) => onChange({ ...form, greeting: event.target.value })} />}</Field>
      <div className="two uneven">
        <Field label={t('webchat.language')}>
          {(id) => (
            <select id={id} className="input" value={form.language} onChange={(event) => onChange({ ...form, language: event.target.value })}>
              <option value="browser">{t('webchat.languageOfBrowser')}</option>
              {locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}
            </select>
          )}
        </Field>
        <Field label={t('webchat.accent')}>{(id) => <input id={id} className="input" style={{ padding: 3 }} type="color" value={form.accent} onChange={(event) => onChange({ ...form, accent: event.target.value })} />}</Field>
      </div>
      <fieldset className="field">
        <span className="label">{t('webchat.prechat')}</span>
        {fields.map(([key, label]) => (
          <div key={key} className="flex">
            <span className="grow">{label}</span>
            <select className="input" style={{ width: 210 }} aria-label={label} value={form.prechat[key]} onChange={(event) => onChange({ ...form, prechat: { ...form.prechat, [key]: event.target.value as Asked } })}>
              {(['no', 'optional', 'required'] as const).map((value) => <option key={value} value={value}>{asked(value)}</option>)}
            </select>
          </div>
        ))}
      </fieldset>
      <label className="check-row"><input type="checkbox" className="check" checked={form.files} onChange={(event) => onChange({ ...form, files: event.target.checked })} />{t('webchat.files')}</label>
    </>
  );
}

export const snippetFor = (inboxId: string): string => `<script src="${location.origin}/widget/loader.js" data-inbox="${inboxId}" async></script>`;

export function Snippet({ inboxId }: { inboxId: string }) {
  return <CopyLine text={snippetFor(inboxId)} label={t('wizard.snippet')} />;
}
