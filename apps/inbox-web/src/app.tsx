import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { whenSignedOut } from './api/client.ts';
import { ApiError } from './api/problem.ts';
import { api } from './api/routes.ts';
import { currentLocale, onLocaleChange, t } from './i18n/index.ts';
import { browserStore } from './store/browser-store.ts';
import { disconnectLive } from './store/live.ts';
import { useDesk } from './store/desk.ts';
import { enter, leave } from './store/session.ts';
import { useWindow } from './store/window-state.ts';
import { Failed, TipProvider } from './ui/controls.tsx';
import { Said } from './ui/said.tsx';
import { Toasts } from './ui/toasts.tsx';
import { followedJobs, isActive } from './features/acts/followed-jobs.ts';
import { UpdateNotice } from './features/shell/update-notice.tsx';
import { LoginPage } from './features/auth/login-page.tsx';
import { Shell } from './features/shell/shell.tsx';
import { part } from './ui/part.ts';

const ForgotPage = part(async () => (await import('./features/auth/forgot-page.tsx')).ForgotPage);
const ResetPage = part(async () => (await import('./features/auth/reset-page.tsx')).ResetPage);
const InvitationPage = part(async () => (await import('./features/auth/invitation-page.tsx')).InvitationPage);
const BulkToasts = part(async () => (await import('./features/acts/bulk-toast.tsx')).BulkToasts);
const SetupPage = part(async () => (await import('./features/auth/setup-page.tsx')).SetupPage);

/** Who is there decides what is shown: a signed-in person gets the window, everybody else the doors. */
export function App() {
  const locale = useSyncExternalStore(onLocaleChange, currentLocale);
  const signedIn = useDesk((state) => state.me !== null);
  const acting = useDesk((state) => Object.values(state.bulkJobs).some((job) => isActive(job) || followedJobs.has(job.id)));
  const offered = useWindow((state) => state.update === 'offered');
  const [start, setStart] = useState<'asking' | 'known' | 'failed'>('asking');

  /** A late answer must not empty a window that was filled meanwhile. */
  const ask = (wanted: () => boolean = () => true): void => {
    setStart('asking');
    // Needed as soon as it is known who is there; opening takes as long as asking.
    void browserStore();
    api.me().then((me) => (wanted() ? enter(me) : undefined), (error: unknown) => {
      if (!(error instanceof ApiError) || error.problem.status !== 401) throw error;
    }).then(() => wanted() && setStart('known'), () => wanted() && setStart('failed'));
  };
  useEffect(() => {
    whenSignedOut(() => {
      disconnectLive();
      leave();
    });
    let mounted = true;
    ask(() => mounted);
    return () => {
      mounted = false;
    };
  }, []);

  if (start === 'failed') return <main className="doors"><Failed title={t('start.failed')} text={t('problem.unreachable')} onRetry={() => ask()} /></main>;
  if (start === 'asking') return null;
  return (
    <TipProvider delayDuration={500} skipDelayDuration={200} key={locale}>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/setup"><SetupPage /></Route>
          <Route path="/invitations/:token">{({ token }) => <InvitationPage token={token} />}</Route>
          <Route path="/invite/:token">{({ token }) => <InvitationPage token={token} />}</Route>
          <Route path="/reset/:token">{({ token }) => <ResetPage token={token} />}</Route>
          <Route path="/reset"><ResetPage token={new URLSearchParams(location.search).get('token') ?? ''} /></Route>
          <Route path="/forgot"><ForgotPage /></Route>
          <Route path="/login">{signedIn ? <Redirect to="/inbox/queue" replace /> : <LoginPage />}</Route>
          <Route>{signedIn ? <Shell /> : <LoginPage />}</Route>
        </Switch>
      </Suspense>
      <Toasts>
        {offered && <UpdateNotice />}
        {acting && <Suspense fallback={null}><BulkToasts /></Suspense>}
      </Toasts>
      <Said />
    </TipProvider>
  );
}
