import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { CopyLine } from './copy-line.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';

/** Keys for programs that speak to our REST API; each is shown once. */
export function TokensPage() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['tokens'], queryFn: () => api.apiTokens() });
  const [name, setName] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['tokens'] });
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      setMade((await api.createApiToken(name.trim())).token);
      setName('');
      await again();
    } catch (error) {
      toast(describeError(error), { tone: 'red' });
    }
  };
  const revoke = (id: string): void => {
    api.revokeApiToken(id).then(again, (error: unknown) => toast(describeError(error), { tone: 'red' }));
  };
  return (
    <PageFrame title={t('settings.tokens')}>
      <div className="settings-col">
        <p className="t2">{t('token.lead')} <a className="link" href="/api/openapi.json" target="_blank" rel="noreferrer">OpenAPI</a></p>
        <form className="flex" onSubmit={(event) => void create(event)}>
          <input className="input" required placeholder={t('token.name')} aria-label={t('token.name')} value={name} onChange={(event) => setName(event.target.value)} />
          <Button type="submit" tone="primary">{t('token.create')}</Button>
        </form>
        {made && <div className="settings-block"><div className="banner green">{t('token.once')}</div><CopyLine text={made} label={t('settings.tokens')} /></div>}
        <Loaded query={query}>
          {(tokens) =>
            tokens.length === 0 ? (
              <Empty icon={KeyRound} title={t('token.empty')} />
            ) : (
              <div className="card">
                {tokens.map((token) => (
                  <div key={token.id} className="setting-row">
                    <span className="grow"><span className="med">{token.name}</span><span className="t3 small" style={{ display: 'block' }}>{token.lastUsedAt ? t('token.used', { date: shortDate(token.lastUsedAt, Date.now()) }) : t('token.unused')}</span></span>
                    <Button size="s" onClick={() => revoke(token.id)}>{t('token.revoke')}</Button>
                  </div>
                ))}
              </div>
            )
          }
        </Loaded>
      </div>
    </PageFrame>
  );
}
