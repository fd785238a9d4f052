import { useSecond } from '../../store/clock.ts';
import { t } from '../../i18n/index.ts';
import { useWindow } from '../../store/window-state.ts';

/** After three seconds without a connection: what is shown is kept, and what was written will go out. */
export function ConnectionBanner() {
  const lostAt = useWindow((state) => (state.link === 'lost' ? state.lostAt : null));
  return lostAt === null ? null : <Lost since={lostAt} />;
}

function Lost({ since }: { since: number }) {
  const now = useSecond();
  const unsent = useWindow((state) => state.unsent);
  if (now - since < 3000) return null;
  return (
    <div className="link-banner" role="status">
      <span className="spin" aria-hidden="true" />
      <span>{unsent > 0 ? t('link.lostUnsent', { n: unsent }) : t('link.lost')}</span>
    </div>
  );
}
