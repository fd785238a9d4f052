import { ChartNoAxesColumn, Columns3, Inbox, ListTodo, Settings2, Siren, Volume2, VolumeX, type LucideIcon } from 'lucide-react';
import { Suspense, useEffect, type ReactNode } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { describeError } from '../../api/problem.ts';
import { late, t } from '../../i18n/index.ts';
import { afterPaint } from '../../store/after-paint.ts';
import { useMoment } from '../../store/clock.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { connectLive, disconnectLive, fetchFirst } from '../../store/live.ts';
import { saveMe } from '../../store/save-me.ts';
import { setWindow, toast, useWindow } from '../../store/window-state.ts';
import { Logo } from '../../ui/glyphs.tsx';
import { tip } from '../../ui/tip.ts';
import { armSound } from '../alerts/sound.ts';
import { SoundChip } from '../alerts/sound-chip.tsx';
import { useTitle } from '../alerts/title.ts';
import { undoLast } from '../acts/undo.ts';
import { BellButton } from '../bell/bell-button.tsx';
import { useSeen } from '../bell/use-seen.ts';
import { RingingPop } from '../calls/ringing-pop.tsx';
import { InboxPage } from '../inbox-page.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { DutySwitch } from './duty-switch.tsx';
import { useKeys } from './keys.ts';
import { MeMenu } from './me-menu.tsx';
import { enterContent, useRegions } from './regions.ts';
import { part } from '../../ui/part.ts';
import './shell.css';

const TasksPage = part(async () => (await import('../tasks/tasks-page.tsx')).TasksPage);
const BoardPage = part(async () => (await import('../deals/board-page.tsx')).BoardPage);
const AlarmsPage = part(async () => (await import('../alarms/alarms-page.tsx')).AlarmsPage);
const ReportsPage = part(async () => (await import('../reports/reports-page.tsx')).ReportsPage);
const DealDialogs = part(async () => (await import('../deals/deal-dialogs.tsx')).DealDialogs);
const TaskDialogs = part(async () => (await import('../tasks/task-dialogs.tsx')).TaskDialogs);
const SettingsPage = part(async () => (await import('../settings/settings-page.tsx')).SettingsPage);
const KeySheet = part(async () => (await import('./key-sheet.tsx')).KeySheet);
/** Fetched a moment after the start and then drawn without waiting: what suspends, React keeps back for a third of a second. */
let palette: (() => ReactNode) | null = null;
async function importPalette(): Promise<() => ReactNode> {
  const { Palette } = await late(() => import('../palette/palette.tsx'));
  palette = Palette;
  return Palette;
}
const LatePalette = part(importPalette);
const BellPanel = part(async () => (await import('../bell/bell-panel.tsx')).BellPanel);
const MergeDialog = part(async () => (await import('../person/merge/merge-dialog.tsx')).MergeDialog);
const StartDialog = part(async () => (await import('../start/start-dialog.tsx')).StartDialog);

/** The window of a signed-in person: sections at the left, one page beside them. */
export function Shell() {
  const [path, go] = useLocation();
  const dialog = useWindow((state) => state.dialog);
  const dealAct = useWindow((state) => state.dealAct);
  const taskAct = useWindow((state) => state.taskAct);
  const merging = useWindow((state) => state.merging);
  const Palette = palette ?? LatePalette;

  useEffect(() => {
    // What the first screen does not need comes after it.
    const waiting = afterPaint(() => {
      connectLive();
      fetchFirst((error) => toast(describeError(error), { tone: 'red', action: { label: t('action.retry'), run: () => location.reload() } }));
    });
    const disarm = armSound();
    // Here before it is asked for: the key answers at once.
    const fetching = setTimeout(() => void importPalette().catch(() => undefined), 1500);
    return () => {
      waiting();
      disarm();
      clearTimeout(fetching);
      disconnectLive();
    };
  }, []);
  useTitle();
  useSeen(path);
  // What the other tabs of this browser have to know of this one.
  useEffect(() => afterPaint(() => void import('../alerts/tabs.ts').then(({ keepStanding }) => keepStanding()).catch(() => undefined)), [path]);
  useRegions();
  useKeys({
    'KeyG KeyI': () => go('/inbox/all'),
    'KeyG KeyQ': () => go('/inbox/queue'),
    'KeyG KeyT': () => go('/tasks'),
    'KeyG KeyD': () => go('/deals'),
    'KeyG KeyA': () => go('/alarms'),
    'KeyG KeyR': () => go('/reports/answering'),
    'KeyG KeyS': () => go('/settings/channels'),
    KeyC: () => setWindow({ dialog: 'start', startWith: null }),
    KeyZ: undoLast,
    KeyB: () => setWindow({ dialog: 'bell' }),
    'Shift+KeyD': () => void saveMe({ onDuty: desk.getState().me?.onDuty === false }),
    'Mod+KeyK': () => setWindow({ dialog: 'palette' }),
    '?': () => setWindow({ dialog: 'keys' }),
  });

  const inThread = /^\/inbox\/[^/]+\/.+/.test(path);
  return (
    <div className="shell" {...(inThread && { 'data-thread': '' })}>
      <a className="skip-link" href={path} onClick={(event) => { event.preventDefault(); enterContent(); }}>{t('nav.skip')}</a>
      <Rail />
      <div className="shell-body">
        <ConnectionBanner />
        <Suspense fallback={null}>
          <Switch>
            <Route path="/inbox/:view/:id?">{({ view, id }) => <InboxPage view={view} id={id ?? null} />}</Route>
            {/* How a conversation is named outside the window. */}
            <Route path="/c/:id">{({ id }) => <Redirect to={`/inbox/all/${id}`} replace />}</Route>
            <Route path="/tasks"><TasksPage /></Route>
            <Route path="/deals"><BoardPage /></Route>
            <Route path="/alarms"><AlarmsPage /></Route>
            <Route path="/reports/:name?">{({ name }) => <ReportsPage name={name} />}</Route>
            <Route path="/settings/:page/:rest?">{({ page }) => <SettingsPage page={page} />}</Route>
            <Route path="/settings"><Redirect to="/settings/channels" replace /></Route>
            <Route><Redirect to="/inbox/queue" replace /></Route>
          </Switch>
        </Suspense>
      </div>
      <TabBar />
      <RingingPop />
      <SoundChip />
      <Suspense fallback={null}>
        {dealAct && <DealDialogs act={dealAct} />}
        {taskAct && <TaskDialogs key={`${taskAct.act} ${taskAct.taskId}`} act={taskAct} />}
        {merging && <MergeDialog {...merging} />}
        {dialog === 'keys' && <KeySheet />}
        {dialog === 'start' && <StartDialog />}
        {dialog === 'palette' && <Palette />}
        {dialog === 'bell' && <BellPanel />}
      </Suspense>
    </div>
  );
}

const badge = (n: number, tone: string): ReactNode => n > 0 && <span className={`rail-badge ${tone}`} aria-hidden="true">{n > 99 ? '99+' : n}</span>;

function useSections(): { href: string; section: string; icon: LucideIcon; label: string; /** What the badge says, in words. */ words: string; keys: string; badge: ReactNode }[] {
  const waiting = useDesk((state) => state.counts?.queue ?? 0);
  const now = useMoment();
  const due = useDesk((state) => Object.values(state.tasks).filter((task) => task.status === 'open' && task.assigneeId === state.me?.id && Date.parse(task.dueAt) <= now + 12 * 3_600_000).length);
  const alarms = useDesk((state) => Object.values(state.alarms).filter((alarm) => alarm.state === 'raised').length);
  const broken = useDesk((state) => state.me?.role === 'admin' && Object.values(state.inboxes).some((inbox) => inbox.enabled && inbox.health === 'broken'));
  return [
    { href: '/inbox/queue', section: '/inbox', icon: Inbox, label: t('nav.inbox'), words: waiting > 0 ? t('list.waitingCount', { n: waiting }) : '', keys: 'G I', badge: badge(waiting, '') },
    { href: '/tasks', section: '/tasks', icon: ListTodo, label: t('nav.tasks'), words: due > 0 ? t('nav.due', { n: due }) : '', keys: 'G T', badge: badge(due, 'quiet') },
    { href: '/deals', section: '/deals', icon: Columns3, label: t('nav.deals'), words: '', keys: 'G D', badge: null },
    { href: '/alarms', section: '/alarms', icon: Siren, label: t('alarmRules.title'), words: alarms > 0 ? t('alarm.many', { n: alarms }) : '', keys: 'G A', badge: badge(alarms, 'red') },
    { href: '/reports/answering', section: '/reports', icon: ChartNoAxesColumn, label: t('nav.reports'), words: '', keys: 'G R', badge: null },
    { href: '/settings/channels', section: '/settings', icon: Settings2, label: t('nav.settings'), words: broken ? t('nav.broken') : '', keys: 'G S', badge: broken && <span className="rail-badge red" aria-hidden="true">!</span> },
  ];
}

function Rail() {
  const [path] = useLocation();
  const [inbox, tasks, deals, alarms, reports, settings] = useSections();
  const soundOn = useDesk((state) => state.me?.preferences.sound ?? false);
  const locked = useWindow((state) => state.sound === 'locked');
  const item = (section: typeof inbox): ReactNode =>
    section && (
      <Link href={section.href} className="rail-item" aria-label={section.words ? `${section.label}, ${section.words}` : section.label} {...tip(section.label, section.keys, 'right')} {...(path.startsWith(section.section) && { 'aria-current': 'page' as const })}>
        <section.icon size={20} aria-hidden="true" />
        {section.badge}
      </Link>
    );
  const soundLabel = !soundOn ? t('sound.off') : locked ? t('sound.locked') : t('sound.on');
  return (
    <nav className="rail" aria-label={t('nav.sections')} data-region="rail">
      <Link href="/inbox/queue" className="rail-logo" aria-label="Okno"><Logo /></Link>
      {item(inbox)}
      {item(tasks)}
      {item(deals)}
      {item(alarms)}
      {item(reports)}
      <span className="grow" />
      <BellButton />
      <button type="button" className="rail-item" aria-label={soundLabel} aria-pressed={soundOn} {...tip(soundLabel, undefined, 'right')} onClick={() => void saveMe({ preferences: { sound: !soundOn } })}>
        {soundOn ? <Volume2 size={20} aria-hidden="true" /> : <VolumeX size={20} aria-hidden="true" />}
      </button>
      {item(settings)}
      <DutySwitch />
      <MeMenu />
    </nav>
  );
}

/** On a phone the sections stand below. */
function TabBar() {
  const [path] = useLocation();
  return (
    <nav className="tabs" aria-label={t('nav.sections')} data-region="tabs">
      {/* The bell leads to the alarms there, and the board to the reports: five have room. */}
      {useSections().filter(({ section }) => section !== '/alarms' && section !== '/reports').map((section) => (
        <Link key={section.href} href={section.href} {...(path.startsWith(section.section) && { 'aria-current': 'page' as const })}>
          <section.icon size={20} aria-hidden="true" />
          {section.label}
          {section.badge}
          {section.words && <span className="hidden-text">, {section.words}</span>}
        </Link>
      ))}
      <BellButton words />
    </nav>
  );
}
