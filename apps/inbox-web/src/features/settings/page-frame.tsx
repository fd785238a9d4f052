import { createContext, useContext, type ReactNode } from 'react';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { Failed } from '../../ui/controls.tsx';

/** On a phone the list of pages stands in the head of each. */
export const PickContext = createContext<ReactNode>(null);

export function PageFrame({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const pick = useContext(PickContext);
  return (
    <main className="settings-main" aria-label={title} data-region="main">
      <header className="pane-head"><h1 className="pane-title grow">{title}</h1>{actions}{pick}</header>
      <div className="settings-body scrolls">{children}</div>
    </main>
  );
}

/** A query's answer, its failure, or lines in its place. */
export function Loaded<T>({ query, children }: { query: { data: T | undefined; error: unknown; refetch: () => unknown }; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed title={t('settings.failed')} text={describeError(query.error)} onRetry={() => void query.refetch()} />;
  return (
    <div className="card settings-waits" aria-busy="true">
      <span className="hidden-text">{t('state.loading')}</span>
      {[62, 78, 54, 70].map((width) => <span key={width} className="skeleton" style={{ width: `${width}%` }} />)}
    </div>
  );
}
