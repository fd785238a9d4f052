/**
 * The registry of what can be done from the keyboard: each with its name, its key, when it makes sense, and what it does or what there is to
 * choose from. The palette offers it; the sheet of keys lists its keys.
 */
import {
  AlarmClock, AtSign, Ban, Bell, BellRing, Check, CircleSlash, ChartNoAxesColumn, Columns3, Eye, Flag, Hourglass, Inbox, Keyboard, ListTodo, Lock, MailOpen, Merge, Moon, PackagePlus, PanelRight, PenSquare, Phone, Radio, Reply, RotateCcw, Rows3, Search, Settings2, Siren, SunMoon, Tag, Undo2, UserPlus, UserRoundCheck, type LucideIcon,
} from 'lucide-react';
import type { ConversationView, Id, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { readDraft, writeDraft } from '../../store/drafts.ts';
import { saveMe } from '../../store/save-me.ts';
import { applyDensity, applyTheme, type Density } from '../../store/looks.ts';
import { setWindow, windowState } from '../../store/window-state.ts';
import { channelName } from '../../ui/glyphs.tsx';
import { waysToAnswer } from '../composer/ways.ts';
import { markUnread } from '../acts/acts.ts';
import { openPicker } from '../acts/picker-state.ts';
import { undoLast } from '../acts/undo.ts';
import { askToMerge, mayMerge } from '../person/merge/ask.ts';
import { askFor, canAsk } from '../shell/commands.ts';
import { alarmOf } from '../../store/alarms.ts';
import { assignTo, assignToTeam, callBack, noReplyNeeded, setSpam, setStatus } from '../thread/actions.ts';
import { snoozePresets } from '../thread/snooze.ts';

/** Where the person stands when they ask. */
export interface Standing {
  readonly go: (path: string) => void;
  readonly conversation: ConversationView | null;
  readonly view: InboxListName;
}
/** One of several things a command can be done with. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly keys?: string;
  readonly chosen?: boolean;
  readonly run: () => void;
}
export interface Command {
  readonly id: string;
  readonly title: MessageId;
  readonly icon: LucideIcon;
  /** As the sheet writes it: `Mod '`, `G Q`. */
  readonly keys?: string;
  readonly group: 'conversation' | 'go' | 'window';
  readonly when?: (standing: Standing) => boolean;
  readonly run?: (standing: Standing) => void;
  readonly choices?: (standing: Standing) => readonly Choice[];
}

type InConversation = (conversation: ConversationView, standing: Standing) => void;
const inConversation = (run: InConversation) => ({ conversation, ...rest }: Standing): void => { if (conversation) run(conversation, { conversation, ...rest }); };
const isOpen = ({ conversation }: Standing): boolean => conversation !== null;
const isAdmin = (): boolean => desk.getState().me?.role === 'admin';
const me = (): Id | null => desk.getState().me?.id ?? null;

const goTo = (id: string, title: MessageId, path: string, icon: LucideIcon, keys?: string, when?: () => boolean): Command => ({ id, title, icon, group: 'go', ...(keys && { keys }), ...(when && { when }), run: ({ go }) => go(path) });

export const commands: readonly Command[] = [
  { id: 'reply', title: 'keys.reply', icon: Reply, keys: 'R', group: 'conversation', when: (standing) => isOpen(standing) && canAsk('reply'), run: () => askFor('reply') },
  { id: 'note', title: 'keys.note', icon: Lock, keys: 'N', group: 'conversation', when: (standing) => isOpen(standing) && canAsk('note'), run: () => askFor('note') },
  { id: 'assign', title: 'keys.assign', icon: UserPlus, keys: 'A', group: 'conversation', when: isOpen, choices: assignees },
  { id: 'label', title: 'keys.label', icon: Tag, keys: 'L', group: 'conversation', when: isOpen, run: inConversation(({ id }) => openPicker('label', id)) },
  { id: 'priority', title: 'keys.priority', icon: Flag, keys: 'P', group: 'conversation', when: isOpen, run: inConversation(({ id }) => openPicker('priority', id)) },
  { id: 'follow', title: 'keys.follow', icon: Eye, keys: 'W', group: 'conversation', when: isOpen, run: inConversation(({ id }) => openPicker('follow', id)) },
  { id: 'unread', title: 'keys.unread', icon: MailOpen, keys: 'Shift U', group: 'conversation', when: isOpen, run: inConversation(({ id }, { go, view }) => { go(`/inbox/${view}`); void markUnread(id); }) },
  { id: 'to-me', title: 'keys.toMe', icon: UserRoundCheck, keys: 'I', group: 'conversation', when: ({ conversation }) => conversation !== null && (conversation.ownerId !== me() || alarmOf(desk.getState(), conversation.id)?.state === 'raised'), run: inConversation(({ id }) => { const self = me(); if (self) void assignTo(id, self); }) },
  { id: 'close', title: 'thread.close', icon: Check, keys: 'E', group: 'conversation', when: ({ conversation }) => conversation !== null && conversation.status !== 'closed', run: inConversation(({ id }) => void setStatus(id, 'closed')) },
  { id: 'reopen', title: 'thread.reopen', icon: RotateCcw, keys: 'E', group: 'conversation', when: ({ conversation }) => conversation?.status === 'closed', run: inConversation(({ id }) => void setStatus(id, 'open')) },
  { id: 'snooze', title: 'keys.snooze', icon: Moon, keys: 'H', group: 'conversation', when: ({ conversation }) => conversation !== null && conversation.status !== 'closed', choices: snoozes },
  { id: 'no-reply', title: 'thread.noReplyNeeded', icon: CircleSlash, group: 'conversation', when: ({ conversation }) => conversation !== null && conversation.waitingSince !== null, run: inConversation(({ id }) => void noReplyNeeded(id)) },
  { id: 'channel', title: 'keys.channel', icon: Radio, keys: "Mod '", group: 'conversation', when: (standing) => ways(standing).length > 1, choices: ways },
  { id: 'order', title: 'keys.order', icon: PackagePlus, keys: 'O', group: 'conversation', when: isOpen, run: () => setWindow({ panelOpen: true, panelMode: 'order' }) },
  { id: 'order-draft', title: 'keys.orderDraft', icon: PackagePlus, keys: 'Shift O', group: 'conversation', when: isOpen, run: () => { setWindow({ panelOpen: true, panelMode: 'order' }); askFor('order-draft'); } },
  { id: 'order-menu', title: 'keys.orderMenu', icon: PackagePlus, keys: 'M', group: 'conversation', when: (standing) => isOpen(standing) && canAsk('order-menu'), run: () => askFor('order-menu') },
  { id: 'task', title: 'palette.task', icon: ListTodo, keys: 'T', group: 'conversation', when: isOpen, run: () => { setWindow({ panelOpen: true, panelMode: 'person' }); askFor('task'); } },
  { id: 'deal', title: 'keys.deal', icon: Columns3, keys: 'D', group: 'conversation', when: isOpen, run: inConversation(({ id }) => void import('../deals/deal-acts.ts').then(({ dealByKey }) => dealByKey(id))) },
  { id: 'merge', title: 'merge.title', icon: Merge, keys: 'Shift M', group: 'conversation', when: (standing) => isOpen(standing) && mayMerge(), run: inConversation(({ contactId }) => askToMerge(contactId)) },
  { id: 'call', title: 'keys.call', icon: Phone, keys: 'Shift C', group: 'conversation', when: ({ conversation }) => conversation !== null && Object.values(desk.getState().inboxes).some((inbox) => inbox.channels.includes('voice')), run: inConversation(({ id }) => void callBack(id)) },
  { id: 'spam', title: 'thread.markSpam', icon: Ban, group: 'conversation', when: ({ conversation }) => conversation !== null && !conversation.spam, run: inConversation(({ id }) => void setSpam(id, true)) },
  { id: 'not-spam', title: 'thread.notSpam', icon: Ban, group: 'conversation', when: ({ conversation }) => conversation?.spam === true, run: inConversation(({ id }) => void setSpam(id, false)) },
  { id: 'panel', title: 'keys.panel', icon: PanelRight, keys: ']', group: 'conversation', when: isOpen, run: () => setWindow({ panelOpen: !windowState.getState().panelOpen, panelMode: 'person' }) },

  { id: 'start', title: 'keys.new', icon: PenSquare, keys: 'C', group: 'window', run: () => setWindow({ dialog: 'start', startWith: null }) },
  { id: 'search', title: 'palette.search', icon: Search, keys: '/', group: 'window', run: ({ go }) => { if (!canAsk('search')) go('/inbox/queue'); askFor('search'); } },
  { id: 'undo', title: 'keys.undo', icon: Undo2, keys: 'Z', group: 'window', run: undoLast },
  { id: 'sheet', title: 'keys.title', icon: Keyboard, keys: '?', group: 'window', run: () => setWindow({ dialog: 'keys' }) },
  { id: 'duty-on', title: 'duty.goOn', icon: BellRing, keys: 'Shift D', group: 'window', when: () => desk.getState().me?.onDuty === false, run: () => void saveMe({ onDuty: true }) },
  { id: 'duty-off', title: 'duty.goOff', icon: BellRing, keys: 'Shift D', group: 'window', when: () => desk.getState().me?.onDuty === true, run: () => void saveMe({ onDuty: false }) },
  { id: 'bell', title: 'bell.title', icon: Bell, keys: 'B', group: 'window', run: () => setWindow({ dialog: 'bell' }) },

  { id: 'density', title: 'palette.density', icon: Rows3, group: 'window', run: () => setDensity(desk.getState().me?.preferences.density === 'compact' ? 'comfortable' : 'compact') },
  { id: 'theme', title: 'profile.theme', icon: SunMoon, group: 'window', choices: themes },

  goTo('go-queue', 'keys.goQueue', '/inbox/queue', Inbox, 'G Q'),
  goTo('go-all', 'keys.goInbox', '/inbox/all', Inbox, 'G I'),
  goTo('go-mine', 'palette.goMine', '/inbox/mine', Inbox),
  goTo('go-mentions', 'palette.goMentions', '/inbox/mentions', AtSign),
  goTo('go-unassigned', 'palette.goUnassigned', '/inbox/unassigned', Inbox),
  goTo('go-snoozed', 'palette.goSnoozed', '/inbox/snoozed', AlarmClock),
  goTo('go-closed', 'palette.goClosed', '/inbox/closed', Inbox),
  goTo('go-spam', 'palette.goSpam', '/inbox/spam', Ban),
  goTo('go-tasks', 'keys.goTasks', '/tasks', ListTodo, 'G T'),
  goTo('go-deals', 'keys.goDeals', '/deals', Columns3, 'G D'),
  goTo('go-my-deals', 'palette.myDeals', '/deals?of=mine', Columns3),
  goTo('go-stuck-deals', 'palette.stuckDeals', '/deals?marked=stuck', Hourglass),
  goTo('go-idle-deals', 'palette.noTaskDeals', '/deals?marked=no-task', Flag),
  goTo('go-alarms', 'keys.goAlarms', '/alarms', Siren, 'G A'),
  goTo('go-reports', 'keys.goReports', '/reports/answering', ChartNoAxesColumn, 'G R'),
  goTo('go-alarm-rules', 'palette.alarmRules', '/settings/alarms', Settings2, undefined, isAdmin),
  goTo('go-pipelines', 'palette.pipelines', '/settings/pipelines', Settings2),
  goTo('go-channels', 'palette.channels', '/settings/channels', Settings2, 'G S', isAdmin),
  goTo('go-quarantine', 'palette.quarantine', '/settings/quarantine', Settings2, undefined, isAdmin),
  goTo('go-team', 'palette.team', '/settings/team', Settings2, undefined, isAdmin),
  goTo('go-company', 'palette.company', '/settings/company', Settings2, undefined, isAdmin),
  goTo('go-labels', 'palette.labels', '/settings/labels', Tag),
  goTo('go-people', 'people.title', '/settings/people', Settings2),
  goTo('go-products', 'palette.products', '/settings/products', Settings2),
  goTo('go-tokens', 'palette.tokens', '/settings/tokens', Settings2, undefined, isAdmin),
  goTo('go-webhooks', 'palette.webhooks', '/settings/webhooks', Settings2, undefined, isAdmin),
  goTo('go-keyboard', 'palette.keyboard', '/settings/keyboard', Keyboard),
  goTo('go-profile', 'palette.profile', '/settings/profile', Settings2),
];

function assignees({ conversation }: Standing): Choice[] {
  if (!conversation) return [];
  const { users, teams } = desk.getState();
  const people = Object.values(users).filter((user) => user.active).sort((a, b) => Number(b.onDuty) - Number(a.onDuty) || a.name.localeCompare(b.name));
  return [
    ...people.map((user): Choice => ({
      id: user.id, label: user.id === me() ? t('thread.toMe', { name: user.name }) : user.name, hint: user.onDuty ? t('duty.on') : t('duty.off'), chosen: user.id === conversation.ownerId, ...(user.id === me() && { keys: 'I' }),
      run: () => void assignTo(conversation.id, user.id),
    })),
    ...Object.values(teams).map((team): Choice => ({ id: team.id, label: team.name, hint: t('settings.team'), chosen: team.id === conversation.teamId, run: () => void assignToTeam(conversation.id, team.id) })),
    ...(conversation.ownerId ? [{ id: 'nobody', label: t('thread.unassign'), run: () => void assignTo(conversation.id, null) }] : []),
  ];
}

function snoozes({ conversation }: Standing): Choice[] {
  if (!conversation) return [];
  const presets = snoozePresets(new Date()).map(({ label, until }, index): Choice => ({
    id: String(index), label, hint: dueTime(until.toISOString(), Date.now()), run: () => void setStatus(conversation.id, 'snoozed', until.toISOString()),
  }));
  return conversation.status === 'snoozed' ? [{ id: 'wake', label: t('snooze.wake'), run: () => void setStatus(conversation.id, 'open') }, ...presets] : presets;
}

function ways({ conversation }: Standing): Choice[] {
  if (!conversation) return [];
  const { contacts, inboxes } = desk.getState();
  const chosen = readDraft(conversation.id, 'reply').way;
  return waysToAnswer(conversation, contacts[conversation.contactId], Object.values(inboxes)).filter((way) => !way.optedOut).map((way): Choice => ({
    id: `${way.inboxId} ${way.channel} ${way.to.value}`, label: `${channelName(way.channel)} · ${way.toLabel}`, hint: way.from,
    chosen: chosen !== null && chosen.inboxId === way.inboxId && chosen.channel === way.channel && chosen.to === way.to.value,
    run: () => {
      writeDraft(conversation.id, 'reply', { way: { inboxId: way.inboxId, channel: way.channel, to: way.to.value } });
      askFor('reply');
    },
  }));
}

const themeNames = { system: 'profile.themeSystem', light: 'profile.themeLight', dark: 'profile.themeDark' } as const;
function themes(): Choice[] {
  return (Object.keys(themeNames) as (keyof typeof themeNames)[]).map((theme) => ({
    id: theme, label: t(themeNames[theme]), chosen: desk.getState().me?.theme === theme,
    run: () => {
      applyTheme(theme);
      void saveMe({ theme });
    },
  }));
}

function setDensity(density: Density): void {
  applyDensity(density);
  void saveMe({ preferences: { density } });
}
