import { Paperclip, Trash2, X } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import type { CannedReplyView, Locale, MeView } from '../../../../../libs/crm-core/src/views.ts';
import { api, type CannedInput } from '../../api/routes.ts';
import { upload } from '../../api/upload.ts';
import { bytes } from '../../i18n/format.ts';
import { localeNames, locales, t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { Button, Field, IconButton, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { VARIABLES } from '../composer/canned/variables.ts';

type Fresh = { readonly id: string; readonly name: string; readonly size: number };

/** One reply: for whom, under which code, in which languages, with which variables and files. */
export function CannedDialog({ me, reply, onDone, onClose }: { me: MeView; reply: CannedReplyView | null; onDone: () => void; onClose: () => void }) {
  const teams = useDeskShallow((state) => Object.values(state.teams).filter((team) => me.permissions.includes('canned.manage') || team.memberIds.includes(me.id)));
  const shares = me.permissions.includes('canned.share');
  const [title, setTitle] = useState(reply?.title ?? '');
  const [code, setCode] = useState(reply?.code ?? '');
  const [audience, setAudience] = useState<string>(reply?.teamId ?? reply?.audience ?? (shares ? 'shared' : 'personal'));
  const [texts, setTexts] = useState<CannedReplyView['texts']>(reply?.texts ?? {});
  const [language, setLanguage] = useState<Locale>(() => locales.find((locale) => reply?.texts[locale]) ?? me.company.language);
  const [kept, setKept] = useState<readonly Fresh[]>(reply?.files ?? []);
  const [fresh, setFresh] = useState<readonly Fresh[]>([]);
  const { busy, wrong, ask } = useAsking();
  const words = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const act = (work: () => Promise<unknown>): Promise<void> => ask(async () => {
    await work();
    onDone();
  });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const team = teams.find(({ id }) => id === audience);
    const body: CannedInput = {
      ...(reply && { id: reply.id }), title: title.trim(), code: code.trim().replace(/^\//, '') || null, audience: team ? 'team' : (audience as CannedReplyView['audience']), teamId: team?.id ?? null, texts,
      keepFileIds: kept.map(({ id }) => id), attachmentIds: fresh.map(({ id }) => id),
    };
    void act(() => api.saveCannedReply(body));
  };
  const add = (files: readonly File[]): void => void ask(async () => {
    for (const file of files) {
      const { id, name, size } = await upload(file);
      setFresh((current) => [...current, { id, name, size: size ?? 0 }]);
    }
  });
  const insert = (variable: string): void => {
    const area = words.current;
    if (!area) return;
    area.focus();
    area.setRangeText(`{${variable}}`, area.selectionStart, area.selectionEnd, 'end');
    setTexts({ ...texts, [language]: area.value });
  };
  return (
    <Dialog
      wide
      title={reply ? reply.title : t('canned.new')}
      onClose={onClose}
      foot={
        <>
          {reply && <Button tone="danger" icon={Trash2} busy={busy} onClick={() => void act(() => api.removeCannedReply(reply.id))}>{t('action.remove')}</Button>}
          <span className="grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button tone="primary" type="submit" form="canned" busy={busy}>{t('action.save')}</Button>
        </>
      }
    >
      <form id="canned" className="settings-block" onSubmit={save}>
        <Wrong text={wrong} />
        <div className="two">
          <Field label={t('canned.name')}>{(id) => <input id={id} className="input" required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />}</Field>
          <Field label={t('canned.code')} hint={t('canned.codeHint')}>{(id) => <input id={id} className="input" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />}</Field>
        </div>
        <Field label={t('canned.audience')}>
          {(id) => (
            <select id={id} className="input" value={audience} onChange={(event) => setAudience(event.target.value)}>
              <option value="personal">{t('canned.personal')}</option>
              {shares && <option value="shared">{t('canned.shared')}</option>}
              {shares && teams.map((team) => <option key={team.id} value={team.id}>{t('canned.forTeam', { name: team.name })}</option>)}
            </select>
          )}
        </Field>
        <Field label={t('canned.text')} hint={t('canned.textHint')}>
          {(id) => (
            <>
              <span className="seg" style={{ justifySelf: 'start' }} role="tablist" aria-label={t('canned.languages')}>
                {locales.map((locale) => <button key={locale} type="button" role="tab" aria-selected={language === locale} onClick={() => setLanguage(locale)}>{localeNames[locale]}{texts[locale]?.trim() ? ' ·' : ''}</button>)}
              </span>
              <textarea ref={words} id={id} className="input" rows={6} maxLength={10_000} lang={language} value={texts[language] ?? ''} onChange={(event) => setTexts({ ...texts, [language]: event.target.value })} />
            </>
          )}
        </Field>
        <div className="flex" style={{ flexWrap: 'wrap', gap: 4 }} role="group" aria-label={t('canned.variables')}>
          {VARIABLES.map((variable) => <button key={variable} type="button" className="chip variable" onClick={() => insert(variable)}>{`{${variable}}`}</button>)}
        </div>
        <div className="composer-files" style={{ padding: 0 }}>
          {[...kept, ...fresh].map((file) => (
            <span key={file.id} className="att">
              <Paperclip size={14} aria-hidden="true" /><span className="cut">{file.name}</span><span className="size num">{bytes(file.size)}</span>
              <IconButton icon={X} size={12} label={t('composer.removeFile', { name: file.name })} onClick={() => { setKept(kept.filter((each) => each !== file)); setFresh(fresh.filter((each) => each !== file)); }} />
            </span>
          ))}
          <input ref={picker} type="file" multiple hidden onChange={(event) => { add([...(event.target.files ?? [])]); event.target.value = ''; }} />
          <Button size="s" icon={Paperclip} busy={busy} onClick={() => picker.current?.click()}>{t('composer.attach')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
