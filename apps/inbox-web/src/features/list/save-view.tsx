import { Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldNewest } from '../../store/fold.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, IconButton } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';

/** Keeps what the list shows under a name: a new view, or the chosen one anew. Its owner, and of a shared one leaders, may remove it. */
export function SaveView({ choice, onClose }: { choice: Pick<ListChoice, 'view' | 'filter'>; onClose: () => void }) {
  const sort = useListState((state) => state.sort);
  const savedViewId = useListState((state) => state.savedViewId);
  const me = useDesk((state) => state.me);
  const mayShare = me?.permissions.includes('saved-view.share') ?? false;
  const saved = useDesk((state) => (savedViewId ? state.savedViews[savedViewId] : undefined));
  const mine = saved && (saved.ownerId === me?.id || (saved.shared && mayShare)) ? saved : undefined;
  const [name, setName] = useState(mine?.name ?? '');
  const [shared, setShared] = useState(mine?.shared ?? false);
  const { busy, ask } = useAsking(complain);

  const save = (event: FormEvent): void => {
    event.preventDefault();
    void ask(async () => {
      const view = await api.saveView({ ...(mine && { id: mine.id }), name: name.trim(), shared, choice: { ...choice, sort } });
      change((state) => foldNewest(state, 'savedViews', view));
      chooseList({ savedViewId: view.id });
      toast(t('action.saved'));
      onClose();
    });
  };
  const remove = async (): Promise<void> => {
    if (!mine) return;
    try {
      await api.removeView(mine.id);
      change((state) => ({ ...state, savedViews: Object.fromEntries(Object.entries(state.savedViews).filter(([id]) => id !== mine.id)) }));
      chooseList({ savedViewId: null });
      onClose();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <form className="save-view" onSubmit={save}>
      <Field label={t('savedView.name')}>{(id) => <input id={id} className="input" autoFocus required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
      {mayShare && <label className="check-row"><input type="checkbox" className="check" checked={shared} onChange={(event) => setShared(event.target.checked)} />{t('savedView.shared')}</label>}
      <div className="filter-foot">
        {mine && <IconButton icon={Trash2} label={t('savedView.remove')} onClick={() => void remove()} />}
        <span className="grow" />
        <Button tone="ghost" onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" busy={busy} disabled={!name.trim()}>{t('action.save')}</Button>
      </div>
    </form>
  );
}
