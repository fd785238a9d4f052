import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { saveDrafts } from '../../store/draft-keeping.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button } from '../../ui/controls.tsx';

/** The server has a newer window. It is offered, never taken: what is being written is saved first and stands there again afterwards. */
export function UpdateNotice() {
  const [busy, setBusy] = useState(false);
  const reload = async (): Promise<void> => {
    setBusy(true);
    await Promise.race([saveDrafts(), new Promise((go) => setTimeout(go, 3_000))]).catch(() => undefined);
    location.reload();
  };
  return (
    <div className="pop toast update">
      <span>{t('update.ready')}</span>
      <Button size="s" tone="primary" busy={busy} onClick={() => void reload()}>{t('update.reload')}</Button>
      <Button size="s" tone="ghost" onClick={() => setWindow({ update: 'later' })}>{t('update.later')}</Button>
    </div>
  );
}
