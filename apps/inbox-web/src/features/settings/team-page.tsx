import { Plus, UserPlus } from 'lucide-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Id, Role, TeamView, UserView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { timeZones } from '../../i18n/places.ts';
import { roleName } from '../../i18n/words.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldNewest } from '../../store/fold.ts';
import { toast } from '../../store/window-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, Field, Toggle, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import { AbsenceBlock } from './absence-block.tsx';
import { CopyLine } from './copy-line.tsx';
import { INVITATIONS, OpenInvitations } from './open-invitations.tsx';
import { PageFrame } from './page-frame.tsx';

const keepUser = (user: UserView): void => change((state) => foldNewest(state, 'users', user));
const roles: readonly Role[] = ['operator', 'manager', 'admin'];

/** Who is here, what they may do, and which inboxes they were given. */
export function TeamPage() {
  const users = useDeskShallow((state) => Object.values(state.users).sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name)));
  const teams = useDeskShallow((state) => Object.values(state.teams));
  const [dialog, setDialog] = useState<{ type: 'invite' } | { type: 'user'; user: UserView } | { type: 'team'; team: TeamView | null } | null>(null);
  const done = (): void => setDialog(null);
  const setDuty = (user: UserView, onDuty: boolean): void => {
    api.updateUser(user.id, { onDuty }).then(({ handedBack: _, ...changed }) => keepUser(changed), (error: unknown) => toast(describeError(error), { tone: 'red' }));
  };
  return (
    <PageFrame title={t('settings.team')} actions={<Button tone="primary" icon={UserPlus} onClick={() => setDialog({ type: 'invite' })}>{t('team.invite')}</Button>}>
      <div className="card table-wrap">
        <table className="table">
          <thead><tr><th>{t('auth.name')}</th><th className="wide-only">{t('team.role')}</th><th className="wide-only">{t('team.inboxes')}</th><th>{t('team.duty')}</th><th /></tr></thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id} style={user.active ? undefined : { opacity: 0.55 }}>
                <td className="who"><div className="flex"><Avatar id={user.id} name={user.name} size="m" /><span className="cut"><span className="med">{user.name}</span><span className="t3 small cut" style={{ display: 'block' }}>{user.email}</span></span></div></td>
                <td className="wide-only">{roleName(user.role)}{!user.active && <> <span className="chip">{t('team.inactive')}</span></>}</td>
                <td className="t2 wide-only">{user.role === 'admin' ? t('team.allInboxes') : t('team.inboxCount', { n: user.inboxIds.length })}</td>
                <td><Toggle on={user.onDuty} disabled={!user.active} label={t('team.dutyOf', { name: user.name })} onChange={(on) => setDuty(user, on)} /></td>
                <td className="right"><Button size="s" onClick={() => setDialog({ type: 'user', user })}>{t('action.change')}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <OpenInvitations />
      <div className="settings-block">
        <div className="flex"><h3 className="settings-sub grow">{t('team.teams')}</h3><Button size="s" icon={Plus} onClick={() => setDialog({ type: 'team', team: null })}>{t('team.newTeam')}</Button></div>
        {teams.length === 0 ? <p className="t2">{t('team.noTeams')}</p> : (
          <div className="card">
            {teams.map((team) => <div key={team.id} className="setting-row"><span className="grow med">{team.name}</span><span className="t2">{t('team.members', { n: team.memberIds.length })}</span><Button size="s" onClick={() => setDialog({ type: 'team', team })}>{t('action.change')}</Button></div>)}
          </div>
        )}
      </div>
      {dialog?.type === 'invite' && <InviteDialog onClose={done} />}
      {dialog?.type === 'user' && <UserDialog user={dialog.user} onClose={done} />}
      {dialog?.type === 'team' && <TeamDialog team={dialog.team} onClose={done} />}
    </PageFrame>
  );
}

function RoleField({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const hint = role === 'operator' ? t('role.operatorHint') : role === 'manager' ? t('role.managerHint') : t('role.adminHint');
  return <Field label={t('team.role')} hint={hint}>{(id) => <select id={id} className="input" value={role} onChange={(event) => onChange(event.target.value as Role)}>{roles.map((each) => <option key={each} value={each}>{roleName(each)}</option>)}</select>}</Field>;
}

function Picks({ label, options, chosen, onChange }: { label: string; options: readonly { id: Id; name: string }[]; chosen: readonly Id[]; onChange: (ids: Id[]) => void }) {
  return (
    <fieldset className="field">
      <span className="label">{label}</span>
      {options.length === 0 && <span className="hint">{t('team.noneToPick')}</span>}
      {options.map((option) => (
        <label key={option.id} className="check-row"><input type="checkbox" className="check" checked={chosen.includes(option.id)} onChange={(event) => onChange(event.target.checked ? [...chosen, option.id] : chosen.filter((id) => id !== option.id))} />{option.name}</label>
      ))}
    </fieldset>
  );
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const teams = useDeskShallow((state) => Object.values(state.teams));
  const [form, setForm] = useState<{ name: string; email: string; role: Role; inboxIds: Id[]; teamIds: Id[] }>(() => ({ name: '', email: '', role: 'operator', inboxIds: inboxes.map((inbox) => inbox.id), teamIds: [] }));
  const [url, setUrl] = useState<string | null>(null);
  const { busy, wrong, ask } = useAsking();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      setUrl((await api.invite({ ...form, name: form.name.trim(), email: form.email.trim() })).url);
      void client.invalidateQueries({ queryKey: INVITATIONS });
    });
  };
  if (url) {
    return (
      <Dialog title={t('team.invited')} onClose={onClose} foot={<Button tone="primary" onClick={onClose}>{t('action.done')}</Button>}>
        <p className="t2">{t('team.invitedText', { email: form.email })}</p>
        <CopyLine text={url} label={t('team.link')} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('team.invite')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="invite" busy={busy}>{t('team.makeLink')}</Button></>}>
      <form id="invite" className="settings-block" onSubmit={submit}>
        <Wrong text={wrong} />
        <div className="two">
          <Field label={t('auth.name')}>{(id) => <input id={id} className="input" required autoFocus value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />}</Field>
          <Field label={t('auth.email')}>{(id) => <input id={id} className="input" type="email" required value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} />}</Field>
        </div>
        <RoleField role={form.role} onChange={(role) => setForm({ ...form, role })} />
        {form.role !== 'admin' && <Picks label={t('team.inboxes')} options={inboxes} chosen={form.inboxIds} onChange={(inboxIds) => setForm({ ...form, inboxIds })} />}
        {teams.length > 0 && <Picks label={t('team.teams')} options={teams} chosen={form.teamIds} onChange={(teamIds) => setForm({ ...form, teamIds })} />}
      </form>
    </Dialog>
  );
}

function UserDialog({ user, onClose }: { user: UserView; onClose: () => void }) {
  const meId = useDesk((state) => state.me?.id);
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const [form, setForm] = useState({ name: user.name, role: user.role, active: user.active, phone: user.phone ?? '', capacity: user.capacity === null ? '' : String(user.capacity), inboxIds: user.inboxIds });
  const [link, setLink] = useState<string | null>(null);
  const { wrong, ask } = useAsking();
  const self = user.id === meId;
  const current = useDesk((state) => state.users[user.id] ?? user);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      const saved = await api.updateUser(user.id, {
        name: form.name.trim(),
        phone: form.phone.trim() || null,
        capacity: form.capacity.trim() ? Number(form.capacity) : null,
        ...(!self && { role: form.role, active: form.active }),
        ...(form.role !== 'admin' && { inboxIds: form.inboxIds }),
      });
      const { handedBack, ...changed } = saved;
      keepUser(changed);
      if (handedBack.conversations + handedBack.tasks > 0) toast(t('team.handedBack', { ...handedBack }));
      onClose();
    });
  };
  const makeLink = (): Promise<void> => ask(async () => setLink((await api.resetLink(user.id)).url));
  return (
    <Dialog title={user.name} description={user.email} onClose={onClose} foot={<><Button tone="ghost" onClick={() => void makeLink()}>{t('team.resetLink')}</Button><span className="grow" /><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="user">{t('action.save')}</Button></>}>
      <form id="user" className="settings-block" onSubmit={submit}>
        <Wrong text={wrong} />
        {link && <CopyLine text={link} label={t('team.link')} />}
        <div className="two">
          <Field label={t('auth.name')}>{(id) => <input id={id} className="input" required value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />}</Field>
          <Field label={t('profile.phone')}>{(id) => <input id={id} className="input" type="tel" value={form.phone} onChange={(event) => setForm({ ...form, phone: event.target.value })} />}</Field>
        </div>
        {!self && <RoleField role={form.role} onChange={(role) => setForm({ ...form, role })} />}
        <Field label={t('team.capacity')} hint={t('team.capacityHint')}>{(id) => <input id={id} className="input" inputMode="numeric" pattern="\d*" value={form.capacity} placeholder="—" onChange={(event) => setForm({ ...form, capacity: event.target.value })} />}</Field>
        {form.role !== 'admin' && <Picks label={t('team.inboxes')} options={inboxes} chosen={form.inboxIds} onChange={(inboxIds) => setForm({ ...form, inboxIds })} />}
        {!self && <label className="check-row"><input type="checkbox" className="check" checked={form.active} onChange={(event) => setForm({ ...form, active: event.target.checked })} />{t('team.active')}</label>}
      </form>
      {!self && user.active && <AbsenceBlock user={current} keepDeputy={(deputyId) => api.updateUser(user.id, { deputyId }).then(({ handedBack: _, ...changed }) => keepUser(changed), complain)} />}
    </Dialog>
  );
}

function TeamDialog({ team, onClose }: { team: TeamView | null; onClose: () => void }) {
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active));
  const [name, setName] = useState(team?.name ?? '');
  const [memberIds, setMemberIds] = useState<Id[]>(team?.memberIds ?? []);
  const [zone, setZone] = useState(team?.timeZone ?? '');
  const { wrong, ask } = useAsking();
  const run = (action: () => Promise<TeamView | void>): Promise<void> => ask(async () => {
    const saved = await action();
    if (saved) change((state) => foldNewest(state, 'teams', saved));
    else if (team) change((state) => ({ ...state, teams: Object.fromEntries(Object.entries(state.teams).filter(([id]) => id !== team.id)) }));
    onClose();
  });
  return (
    <Dialog title={team?.name ?? t('team.newTeam')} onClose={onClose} foot={<>{team && <Button tone="ghost" onClick={() => void run(() => api.removeTeam(team.id))}>{t('action.remove')}</Button>}<span className="grow" /><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" disabled={!name.trim()} onClick={() => void run(() => api.saveTeam({ ...(team && { id: team.id }), name: name.trim(), memberIds, timeZone: zone || null }))}>{t('action.save')}</Button></>}>
      <Wrong text={wrong} />
      <Field label={t('team.teamName')}>{(id) => <input id={id} className="input" autoFocus value={name} onChange={(event) => setName(event.target.value)} />}</Field>
      <Field label={t('alarmRules.zone')}>
        {(id) => (
          <select id={id} className="input" value={zone} onChange={(event) => setZone(event.target.value)}>
            <option value="">{t('alarmRules.zoneCompany')}</option>
            {[...new Set([...(zone ? [zone] : []), ...timeZones()])].map((each) => <option key={each} value={each}>{each.replaceAll('_', ' ')}</option>)}
          </select>
        )}
      </Field>
      <Picks label={t('team.people')} options={users} chosen={memberIds} onChange={setMemberIds} />
    </Dialog>
  );
}
