import { Fragment, Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { whenSignedOut } from './api/client.ts';
import { ApiError } from './api/problem.ts';
import { currentLocale, onLocaleChange, t } from './i18n/index.ts';
import { disconnectLive } from './store/live.ts';
import { useDesk } from './store/desk.ts';
import { begin, leave } from './store/session.ts';
import { useWindow } from './store/window-state.ts';
import { Failed } from './ui/controls.tsx';
import { Said } from './ui/said.tsx';
import { TipHost } from './ui/tip-host.tsx';
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

type Start = 'known' | 'failed';

/** Asks who is there; nobody is an answer too. */
export const askWho = (): Promise<Start> =>
  begin().then(() => 'known', (error: unknown) => (error instanceof ApiError && error.problem.status === 401 ? 'known' : 'failed'));

/** Who is there decides what is shown: a signed-in person gets the window, everybody else the doors. */
export function App({ asked }: { asked: Start }) {
  const locale = useSyncExternalStore(onLocaleChange, currentLocale);
  const signedIn = useDesk((state) => state.me !== null);
  const acting = useDesk((state) => Object.values(state.bulkJobs).some((job) => isActive(job) || followedJobs.has(job.id)));
  const offered = useWindow((state) => state.update === 'offered');
  const [start, setStart] = useState<Start | 'asking'>(asked);

  const ask = (): void => {
    setStart('asking');
    void askWho().then(setStart);
  };
  useEffect(() => whenSignedOut(() => {
    disconnectLive();
    leave();
  }), []);

  if (start === 'failed') return <main className="doors"><Failed title={t('start.failed')} text={t('problem.unreachable')} onRetry={ask} /></main>;
  if (start === 'asking') return null;
  return (
    <Fragment key={locale}>
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
      <TipHost />
    </Fragment>
  );
}
