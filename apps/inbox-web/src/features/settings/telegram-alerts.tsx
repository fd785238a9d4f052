import { useEffect, useState } from 'react';
import { ApiError, describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change } from '../../store/desk.ts';
import { Button, Wrong } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { CopyLine } from './copy-line.tsx';
import { QrCode } from './qr-code.tsx';

const LOOK_MS = 3_000;
const linkingFailed = (error: unknown): string => (error instanceof ApiError && error.problem.code === 'no-bot' ? t('profile.telegramNoBot') : describeError(error));

async function refresh(): Promise<void> {
  const { telegramLinked } = await api.me();
  change((state) => (state.me && state.me.telegramLinked !== telegramLinked ? { ...state, me: { ...state.me, telegramLinked } } : state));
}

/** New inquiries on one's own phone: a link to the bot, and the page notices by itself when Start was pressed there. */
export function TelegramAlerts({ linked }: { linked: boolean }) {
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const { busy, wrong, ask } = useAsking(linkingFailed);
  const open = link !== null && !linked;

  useEffect(() => {
    if (!open) return;
    const timer = setInterval(() => {
      if (Date.parse(link.expiresAt) < Date.now()) setLink(null);
      else void refresh().catch(() => undefined);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [open, link]);

  const begin = (): Promise<void> => ask(async () => setLink(await api.telegramLink()));
  const end = (): Promise<void> => ask(async () => {
    await api.telegramUnlink();
    setLink(null);
    await refresh();
  });

  return (
    <section className="settings-block">
      <h3>{t('profile.telegram')}</h3>
      <Wrong text={wrong} />
      <div className="card">
        <div className="setting-row">
          <span className="grow" role="status">{linked ? t('profile.telegramOn') : t('profile.telegramHint')}</span>
          {linked ? <Button size="s" disabled={busy} onClick={() => void end()}>{t('profile.telegramOff')}</Button> : !open && <Button size="s" disabled={busy} onClick={() => void begin()}>{t('profile.telegramNotify')}</Button>}
        </div>
      </div>
      {open && (
        <>
          <p className="t2 small">{t('profile.telegramOpen')}</p>
          <QrCode text={link.url} />
          <a className="link" href={link.url} target="_blank" rel="noreferrer">{t('profile.telegramOpenHere')}</a>
          <CopyLine text={link.url} label={t('wizard.botLink')} />
        </>
      )}
    </section>
  );
}
