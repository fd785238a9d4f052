import { useState } from 'react';
import type { InboxPolicy, InboxSettingsView } from '../../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../../api/problem.ts';
import { api, type ChannelHealth } from '../../../api/routes.ts';
import { t } from '../../../i18n/index.ts';
import { useDeskShallow } from '../../../store/desk.ts';
import { Button, Field } from '../../../ui/controls.tsx';
import { PasswordField } from '../../auth/password-field.tsx';
import { CopyLine } from '../copy-line.tsx';
import { channelOf } from './connect.ts';
import { Snippet, WebchatFields, webchatForm, webchatSettings } from './webchat-fields.tsx';
import { Checks, Wizard, WizardFoot } from './wizard.tsx';

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

/** A connected inbox: who answers, how soon, and its own settings. Credentials go in and never come out. */
export function InboxEditor({ inbox, onClose, onSaved }: { inbox: InboxSettingsView; onClose: () => void; onSaved: () => void }) {
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active && user.role !== 'admin'));
  const teams = useDeskShallow((state) => Object.values(state.teams));
  const [name, setName] = useState(inbox.name);
  const [policy, setPolicy] = useState<InboxPolicy>(inbox.policy);
  const [userIds, setUserIds] = useState(inbox.userIds);
  const [chat, setChat] = useState(() => webchatForm(inbox.settings));
  const [recordCalls, setRecordCalls] = useState(inbox.settings['recordCalls'] === true);
  const [outboundUrl, setOutboundUrl] = useState(typeof inbox.settings['outboundUrl'] === 'string' ? inbox.settings['outboundUrl'] : '');
  const [secret, setSecret] = useState('');
  const [health, setHealth] = useState<ChannelHealth | null>(null);
  const [checking, setChecking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const credential = credentialOf(inbox);
  const set = (part: Partial<InboxPolicy>): void => setPolicy({ ...policy, ...part });

  const ownSettings = (): Record<string, unknown> | null => {
    if (inbox.adapter === 'webchat') return { ...inbox.settings, ...webchatSettings(chat) };
    if (inbox.adapter === 'twilio' && recordCalls !== (inbox.settings['recordCalls'] === true)) return { ...inbox.settings, recordCalls };
    if (inbox.adapter === 'http') return { ...inbox.settings, outboundUrl: outboundUrl.trim() || null };
    return null;
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      const settings = ownSettings();
      await api.updateInbox(inbox.id, { name: name.trim(), policy, userIds, ...(settings && { settings }), ...(secret && credential && { credentials: { [credential.key]: secret } }) });
      if (secret && (inbox.adapter === 'telegram' || inbox.adapter === 'twilio')) await api.connectInbox(inbox.id).catch(() => undefined);
      onSaved();
    } catch (error) {
      setWrong(describeError(error));
      setBusy(false);
    }
  };
  const check = async (): Promise<void> => {
    setChecking(true);
    setWrong(null);
    try {
      setHealth(await api.recheckInbox(inbox.id));
    } catch (error) {
      setWrong(describeError(error));
    } finally {
      setChecking(false);
    }
  };
  const number = (value: string, least: number): number => Math.max(least, Number(value.replace(/\D/g, '')) || least);
  return (
    <Wizard title={inbox.name} channel={channelOf[inbox.adapter]} onClose={onClose} foot={<WizardFoot wrong={wrong} onNext={() => void save()} next={t('action.save')} busy={busy} disabled={!name.trim()} />}>
      <div className="wizard-form">
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
        <div className="two">
          <Field label={t('policy.firstAnswer')}>{(id) => <input id={id} className="input num" inputMode="numeric" value={policy.firstAnswerMinutes} onChange={(event) => set({ firstAnswerMinutes: number(event.target.value, 1) })} />}</Field>
          <Field label={t('policy.followUp')}>{(id) => <input id={id} className="input num" inputMode="numeric" value={policy.followUpDays} onChange={(event) => set({ followUpDays: number(event.target.value, 1) })} />}</Field>
          <Field label={t('policy.reopen')}>{(id) => <input id={id} className="input num" inputMode="numeric" value={policy.reopenDays} onChange={(event) => set({ reopenDays: number(event.target.value, 0) })} />}</Field>
          <Field label={t('policy.team')}>{(id) => <select id={id} className="input" value={policy.teamId ?? ''} onChange={(event) => set({ teamId: event.target.value || null })}><option value="">{t('policy.noTeam')}</option>{teams.map((team) => <option key={team.id} value={team.id}>{team.name}</option>)}</select>}</Field>
        </div>
        <Field label={t('policy.threads')}>
          {(id) => <select id={id} className="input" value={policy.threadMode} onChange={(event) => set({ threadMode: event.target.value as InboxPolicy['threadMode'] })}><option value="contact">{t('policy.perContact')}</option><option value="thread">{t('policy.perThread')}</option></select>}
        </Field>
        <label className="check-row"><input type="checkbox" className="check" checked={policy.isPrivate} onChange={(event) => set({ isPrivate: event.target.checked })} />{t('policy.private')}</label>
        <fieldset className="field">
          <span className="label">{t('policy.who')}</span>
          {users.length === 0 && <span className="hint">{t('policy.onlyAdmins')}</span>}
          {users.map((user) => <label key={user.id} className="check-row"><input type="checkbox" className="check" checked={userIds.includes(user.id)} onChange={(event) => setUserIds(event.target.checked ? [...userIds, user.id] : userIds.filter((id) => id !== user.id))} />{user.name}</label>)}
        </fieldset>
        <hr className="hr" />
        {inbox.adapter === 'webchat' && <><Snippet inboxId={inbox.id} /><WebchatFields form={chat} onChange={setChat} /></>}
        {inbox.adapter === 'twilio' && <label className="check-row"><input type="checkbox" className="check" checked={recordCalls} onChange={(event) => setRecordCalls(event.target.checked)} />{t('wizard.record')}</label>}
        {inbox.adapter === 'http' && <Field label={t('http.outbound')}>{(id) => <input id={id} className="input" type="url" value={outboundUrl} onChange={(event) => setOutboundUrl(event.target.value)} />}</Field>}
        {inbox.webhookUrl && inbox.adapter !== 'webchat' && inbox.adapter !== 'email' && <div className="field"><span className="label">{t('http.inbound')}</span><CopyLine text={inbox.webhookUrl} /></div>}
        {credential && <PasswordField label={inbox.credentialsSet.length > 0 ? t('wizard.newSecret', { label: credential.label }) : credential.label} value={secret} onChange={setSecret} />}
        <div><Button busy={checking} onClick={() => void check()}>{t('channel.check')}</Button></div>
        <Checks health={health} busy={false} />
      </div>
    </Wizard>
  );
}
