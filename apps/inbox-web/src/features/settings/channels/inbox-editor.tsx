import { Suspense, useState } from 'react';
import type { InboxPolicy, InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../../api/problem.ts';
import { api, type ChannelHealth } from '../../../api/routes.ts';
import { localeNames, locales, t } from '../../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../../store/desk.ts';
import { Button, Field } from '../../../ui/controls.tsx';
import { PasswordField } from '../../auth/password-field.tsx';
import { CopyLine } from '../copy-line.tsx';
import { channelOf } from './connect.ts';
import { HttpFields, httpForm, httpSettings } from './http-fields.tsx';
import { mailServers, mailServersOf, ServerFields } from './mail-servers.tsx';
import { Snippet, WebchatFields, webchatForm, webchatSettings } from './webchat-fields.tsx';
import { Checks, Wizard, WizardFoot } from './wizard.tsx';
import { part } from '../../../ui/part.ts';

const SignatureField = part(async () => (await import('../../letter/signature-field.tsx')).SignatureField);

/** Which credential an adapter wants anew, and what the person calls it. */
function credentialOf(inbox: InboxSettingsView): { key: string; label: string } | null {
  switch (inbox.adapter) {
    case 'email':
      return { key: 'password', label: t('auth.password') };
    case 'telegram':
      return { key: 'token', label: t('wizard.token') };
    case 'twilio':
      return { key: 'authToken', label: 'Auth Token' };
    case 'webchat':
      return { key: 'identitySecret', label: t('webchat.identitySecret') };
    case 'http':
      return { key: 'secret', label: t('http.secret') };
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A connected inbox: who answers, how soon, and its own settings. Credentials go in and never come out. */
export function InboxEditor({ inbox, onClose, onSaved }: { inbox: InboxSettingsView; onClose: () => void; onSaved: (saved: InboxSettingsView) => void }) {
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active && user.role !== 'admin'));
  const loaded = useDesk((state) => Object.keys(state.users).length > 0);
  const teams = useDeskShallow((state) => Object.values(state.teams));
  const [name, setName] = useState(inbox.name);
  const [policy, setPolicy] = useState<InboxPolicy>(inbox.policy);
  const [userIds, setUserIds] = useState(inbox.userIds);
  const [chat, setChat] = useState(() => webchatForm(inbox.settings));
  const [senderName, setSenderName] = useState(() => textOf(inbox.settings['name']));
  const [signature, setSignature] = useState(inbox.signature);
  const [servers, setServers] = useState(() => mailServersOf(inbox.settings));
  const [recordCalls, setRecordCalls] = useState(inbox.settings['recordCalls'] === true);
  const [language, setLanguage] = useState(() => textOf(inbox.settings['language']) || 'en');
  const [bridge, setBridge] = useState(() => httpForm(inbox.settings));
  const [secret, setSecret] = useState('');
  const [health, setHealth] = useState<ChannelHealth | null>(null);
  const [checking, setChecking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const credential = credentialOf(inbox);
  const set = (part: Partial<InboxPolicy>): void => setPolicy({ ...policy, ...part });

  const ownSettings = (): Record<string, unknown> => {
    switch (inbox.adapter) {
      case 'email':
        return { ...inbox.settings, name: senderName.trim(), ...mailServers(servers) };
      case 'twilio':
        return { ...inbox.settings, recordCalls, language };
      case 'webchat':
        return { ...inbox.settings, ...webchatSettings(chat) };
      case 'http':
        return { ...inbox.settings, ...httpSettings(bridge) };
      case 'telegram':
        return inbox.settings;
    }
  };
  const [opened] = useState(() => JSON.stringify(ownSettings()));
  /** An empty field leaves the secret as it is. */
  const typedSecret = (): Record<string, string> => (secret && credential ? { [credential.key]: secret } : {});
  const save = async (): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      const saved = await api.updateInbox(inbox.id, { name: name.trim(), policy, userIds, settings: ownSettings(), ...(signature !== inbox.signature && { signature }), ...(secret && { credentials: typedSecret() }) });
      if (secret && (inbox.adapter === 'telegram' || inbox.adapter === 'twilio')) await api.connectInbox(inbox.id).catch(() => undefined);
      onSaved(saved);
    } catch (error) {
      setWrong(describeError(error));
      setBusy(false);
    }
  };
  /** Tries what stands here now; what is saved is tried with nothing typed, and the row then shows how it went. */
  const check = async (): Promise<void> => {
    setChecking(true);
    setWrong(null);
    setHealth(null);
    try {
      const settings = ownSettings();
      setHealth(!secret && JSON.stringify(settings) === opened ? await api.recheckInbox(inbox.id) : await api.checkInbox({ adapter: inbox.adapter, id: inbox.id, settings, credentials: typedSecret() }));
    } catch (error) {
      setWrong(describeError(error));
    } finally {
      setChecking(false);
    }
  };
  return (
    <Wizard title={inbox.name} channel={channelOf[inbox.adapter]} onClose={onClose} foot={<WizardFoot wrong={wrong} onNext={() => void save()} next={t('action.save')} busy={busy} disabled={!name.trim()} />}>
      <form className="wizard-form" onSubmit={(event) => { event.preventDefault(); if (name.trim() && !busy) void save(); }}>
        <Field label={t('wizard.name')}>{(id) => <input id={id} className="input" value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label={t('policy.assignment')}>
          {(id) => (
            <select id={id} className="input" value={policy.assignment} onChange={(event) => set({ assignment: event.target.value as InboxPolicy['assignment'] })}>
              <option value="round-robin">{t('policy.roundRobin')}</option>
              <option value="least-loaded">{t('policy.leastLoaded')}</option>
              <option value="manual">{t('policy.manual')}</option>
            </select>
          )}
        </Field>
        <label className="check-row"><input type="checkbox" className="check" checked={policy.keepOwner} onChange={(event) => set({ keepOwner: event.target.checked })} />{t('policy.keepOwner')}</label>
        <div className="two level">
          <Field label={t('policy.firstAnswer')}>{(id) => <WholeNumber id={id} least={1} value={policy.firstAnswerMinutes} onChange={(firstAnswerMinutes) => set({ firstAnswerMinutes })} />}</Field>
          <Field label={t('policy.followUp')}>{(id) => <WholeNumber id={id} least={1} value={policy.followUpDays} onChange={(followUpDays) => set({ followUpDays })} />}</Field>
          <Field label={t('policy.reopen')}>{(id) => <WholeNumber id={id} least={0} value={policy.reopenDays} onChange={(reopenDays) => set({ reopenDays })} />}</Field>
          <Field label={t('policy.team')}>{(id) => <select id={id} className="input" value={policy.teamId ?? ''} onChange={(event) => set({ teamId: event.target.value || null })}><option value="">{t('policy.noTeam')}</option>{teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}</select>}</Field>
        </div>
        <Field label={t('policy.threads')}>
          {(id) => <select id={id} className="input" value={policy.threadMode} onChange={(event) => set({ threadMode: event.target.value as InboxPolicy['threadMode'] })}><option value="contact">{t('policy.perContact')}</option><option value="thread">{t('policy.perThread')}</option></select>}
        </Field>
        <label className="check-row"><input type="checkbox" className="check" checked={policy.isPrivate} onChange={(event) => set({ isPrivate: event.target.checked })} />{t('policy.private')}</label>
        <fieldset className="field">
          <span className="label">{t('policy.who')}</span>
          {loaded && users.length === 0 && <span className="hint">{t('policy.onlyAdmins')}</span>}
          {users.map((user) => <label key={user.id} className="check-row"><input type="checkbox" className="check" checked={userIds.includes(user.id)} onChange={(event) => setUserIds(event.target.checked ? [...userIds, user.id] : userIds.filter((id) => id !== user.id))} />{user.name}</label>)}
        </fieldset>
        <hr className="hr" />
        {inbox.adapter === 'webchat' && <><Snippet inboxId={inbox.id} /><WebchatFields form={chat} onChange={setChat} /></>}
        {inbox.adapter === 'email' && (
          <>
            <Suspense fallback={null}><SignatureField label={t('signature.inbox')} value={signature} onChange={setSignature} /></Suspense>
            <Field label={t('wizard.senderName')} hint={t('wizard.senderNameHint')}>{(id) => <input id={id} className="input" value={senderName} onChange={(event) => setSenderName(event.target.value)} />}</Field>
            {servers.imap && <ServerFields kind="imap" server={servers.imap} onChange={(imap) => setServers({ ...servers, imap })} />}
            <ServerFields kind="smtp" server={servers.smtp} onChange={(smtp) => setServers({ ...servers, smtp })} />
          </>
        )}
        {inbox.adapter === 'twilio' && <Field label={t('wizard.announcement')}>{(id) => <select id={id} className="input" value={language} onChange={(event) => setLanguage(event.target.value)}>{locales.map((locale) => <option key={locale} value={locale}>{localeNames[locale]}</option>)}</select>}</Field>}
        {inbox.adapter === 'twilio' && <label className="check-row"><input type="checkbox" className="check" checked={recordCalls} onChange={(event) => setRecordCalls(event.target.checked)} />{t('wizard.record')}</label>}
        {inbox.adapter === 'http' && <HttpFields form={bridge} onChange={setBridge} />}
        {inbox.webhookUrl && inbox.adapter !== 'webchat' && inbox.adapter !== 'email' && <div className="field"><span className="label">{t('http.inbound')}</span><CopyLine text={inbox.webhookUrl} /></div>}
        {credential && <PasswordField label={inbox.credentialsSet.length > 0 ? t('wizard.newSecret', { label: credential.label }) : credential.label} value={secret} onChange={setSecret} vendor required={false} />}
        <div><Button busy={checking} onClick={() => void check()}>{t('channel.check')}</Button></div>
        <Checks health={health} busy={checking} />
        <button type="submit" hidden />
      </form>
    </Wizard>
  );
}

/** May stand empty while it is typed; what is left empty or too small is what it was. */
function WholeNumber({ id, value, least, onChange }: { id: string; value: number; least: number; onChange: (value: number) => void }) {
  const [text, setText] = useState(String(value));
  const type = (typed: string): void => {
    const digits = typed.replace(/\D/g, '');
    setText(digits);
    if (digits && Number(digits) >= least) onChange(Number(digits));
  };
  return <input id={id} className="input num" inputMode="numeric" value={text} onChange={(event) => type(event.target.value)} onBlur={() => setText(String(value))} />;
}
