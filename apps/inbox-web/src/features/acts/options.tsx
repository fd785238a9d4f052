import { BellOff, Flag, Sun, UserX, UsersRound } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConversationView, Priority } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldNewest } from '../../store/fold.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { match } from '../palette/match.ts';
import { readWhen } from '../tasks/when.ts';
import { snoozePresets } from '../thread/snooze.ts';
import { complain } from '../thread/actions.ts';
import { perform, setFollower, type Target } from './acts.ts';
import { LabelDot, priorityNames } from './label-dot.tsx';
import type { PickerKind } from './picker-state.ts';

/** One answer to the question that is open. */
export interface Option {
  readonly id: string;
  readonly label: string;
  readonly lead?: ReactNode;
  readonly hint?: string;
  readonly keys?: string;
  readonly chosen?: boolean;
  readonly run: () => void;
}

const priorities: readonly Priority[] = ['urgent', 'high', 'normal', 'low', 'none'];

/** The answers that fit what was typed, the best first; as they come when nothing was. */
export function optionsFor(kind: PickerKind, target: Target, typed: string): Option[] {
  const conversation = target.type === 'one' ? (desk.getState().conversations[target.id] ?? null) : null;
  switch (kind) {
    case 'assign':
      return fitting(assignees(target, conversation), typed);
    case 'label':
      return labelsFor(target, conversation, typed);
    case 'snooze':
      return snoozes(target, conversation, typed);
    case 'priority':
      return fitting(priorities.map((priority) => ({
        id: priority, label: t(priorityNames[priority]), lead: <Flag size={16} aria-hidden="true" className={`priority ${priority}`} />, chosen: conversation?.priority === priority, run: () => void perform(target, { type: 'priority', priority }),
      })), typed);
    case 'follow':
      return fitting(followers(conversation), typed);
  }
}

function fitting(options: readonly Option[], typed: string): Option[] {
  if (!typed.trim()) return [...options];
  return options
    .map((option) => ({ option, score: match(option.label, typed)?.score ?? null }))
    .filter((each): each is { option: Option; score: number } => each.score !== null)
    .sort((a, b) => b.score - a.score)
    .map(({ option }) => option);
}

/** People on duty first; oneself by I as well. */
function assignees(target: Target, conversation: ConversationView | null): Option[] {
  const { users, teams, me } = desk.getState();
  const people = Object.values(users).filter((user) => user.active).sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name));
  return [
    ...people.map((user): Option => ({
      id: user.id, label: user.id === me?.id ? t('thread.toMe', { name: user.name }) : user.name, lead: <Avatar id={user.id} name={user.name} size="s" />, hint: user.onDuty ? t('duty.on') : t('duty.off'),
      chosen: user.id === conversation?.ownerId, ...(user.id === me?.id && { keys: 'I' }), run: () => void perform(target, { type: 'assign', ownerId: user.id }),
    })),
    ...Object.values(teams).map((team): Option => ({
      id: team.id, label: team.name, lead: <UsersRound size={16} aria-hidden="true" />, hint: t('acts.team'), chosen: team.id === conversation?.teamId,
      run: () => void perform(target, { type: 'assign', teamId: team.id === conversation?.teamId ? null : team.id }),
    })),
    ...(target.type !== 'one' || conversation?.ownerId ? [{ id: 'nobody', label: t('thread.unassign'), lead: <UserX size={16} aria-hidden="true" />, run: () => void perform(target, { type: 'assign', ownerId: null }) }] : []),
  ];
}

function labelsFor(target: Target, conversation: ConversationView | null, typed: string): Option[] {
  const { labels, me } = desk.getState();
  const known = Object.values(labels).sort((a, b) => a.name.localeCompare(b.name));
  const options = fitting(known.map((label): Option => {
    const on = conversation?.labelIds.includes(label.id) ?? false;
    return { id: label.id, label: label.name, lead: <LabelDot colour={label.colour} />, chosen: on, run: () => void perform(target, on ? { type: 'label', add: [], remove: [label.id] } : { type: 'label', add: [label.id], remove: [] }) };
  }), typed);
  const name = typed.trim();
  if (!name || !me?.permissions.includes('label.manage') || known.some((label) => label.name.toLowerCase() === name.toLowerCase())) return options;
  return [...options, { id: 'new', label: t('label.create', { name }), lead: <LabelDot colour="grey" />, run: () => void createLabel(target, name) }];
}

async function createLabel(target: Target, name: string): Promise<void> {
  try {
    const label = await api.saveLabel({ name, colour: 'grey' });
    change((state) => foldNewest(state, 'labels', label));
    await perform(target, { type: 'label', add: [label.id], remove: [] });
  } catch (error) {
    complain(error);
  }
}

/** 1, 2, 3 for the usual ones; or words: «завтра в 10», «через 2 часа», "friday 15:30". */
function snoozes(target: Target, conversation: ConversationView | null, typed: string): Option[] {
  const until = (moment: Date): void => void perform(target, { type: 'snooze', until: moment.toISOString() });
  const now = new Date();
  const said = typed.trim() ? readWhen(typed, now) : null;
  if (said?.said) return [{ id: 'words', label: dueTime(said.dueAt.toISOString(), now.getTime()), keys: 'Enter', run: () => until(said.dueAt) }];
  const wake: Option[] = conversation?.status === 'snoozed' ? [{ id: 'wake', label: t('snooze.wake'), lead: <Sun size={16} aria-hidden="true" />, run: () => void perform(target, { type: 'reopen' }) }] : [];
  const presets = snoozePresets(now).map(({ label, until: moment }, index): Option => ({ id: `preset-${index}`, label, hint: dueTime(moment.toISOString(), now.getTime()), keys: String(index + 1), run: () => until(moment) }));
  return fitting([...presets, ...wake], typed);
}

function followers(conversation: ConversationView | null): Option[] {
  if (!conversation) return [];
  const { users, me } = desk.getState();
  const follows = (id: string): boolean => conversation.participantIds.includes(id);
  const people = Object.values(users).filter((user) => user.active || follows(user.id)).sort((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id) || Number(follows(b.id)) - Number(follows(a.id)) || a.name.localeCompare(b.name));
  return people.map((user): Option => ({
    id: user.id, label: user.id === me?.id ? t('thread.toMe', { name: user.name }) : user.name, lead: follows(user.id) ? <Avatar id={user.id} name={user.name} size="s" /> : <BellOff size={16} aria-hidden="true" />, chosen: follows(user.id),
    run: () => void setFollower(conversation.id, user.id, !follows(user.id)),
  }));
}
