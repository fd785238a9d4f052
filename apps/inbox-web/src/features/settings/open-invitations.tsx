import { useQuery, useQueryClient } from '@tanstack/react-query';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { roleName } from '../../i18n/words.ts';
import { toast } from '../../store/window-state.ts';
import { Button } from '../../ui/controls.tsx';

export const INVITATIONS = ['invitations'];

/** Who was invited and has not come yet; the link of a withdrawn invitation opens nothing. */
export function OpenInvitations() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: INVITATIONS, queryFn: () => api.invitations() });
  const withdraw = (id: string): void => {
    api.withdrawInvitation(id).catch((error: unknown) => toast(describeError(error), { tone: 'red' })).finally(() => void client.invalidateQueries({ queryKey: INVITATIONS }));
  };
  if (!query.data?.length) return null;
  return (
    <div className="settings-block">
      <h3 className="settings-sub">{t('team.openInvitations')}</h3>
      <div className="card">
        {query.data.map((one) => (
          <div key={one.id} className="setting-row">
            <span className="grow cut"><span className="med">{one.name}</span><span className="t3 small cut" style={{ display: 'block' }}>{one.email} · {roleName(one.role)} · {t('team.validUntil', { date: shortDate(one.expiresAt, Date.now()) })}</span></span>
            <Button size="s" aria-label={t('team.withdrawOf', { name: one.name })} onClick={() => withdraw(one.id)}>{t('team.withdraw')}</Button>
          </div>
        ))}
      </div>
    </div>
  );
}
