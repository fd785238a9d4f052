import { Check, CheckCheck, Flag, Moon, RotateCcw, Tag, UserPlus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { putDown, useListState } from '../../store/list-state.ts';
import { IconButton, withKeys } from '../../ui/controls.tsx';
import { perform, targetOf } from '../acts/acts.ts';
import { openPicker } from '../acts/picker-state.ts';
import { pickAll } from './pick-all.ts';

/** What is done to the picked rows. Stands instead of the views while something is picked. */
export function BulkBar({ choice }: { choice: ListChoice }) {
  const picked = useListState((state) => state.picked.length);
  const everything = useListState((state) => state.everything);
  const mayAll = useDesk((state) => state.me?.permissions.includes('conversation.bulk') ?? false);
  const total = useHowMany(choice, mayAll && !everything);
  const closed = choice.view === 'closed';
  const act = (action: Parameters<typeof perform>[1]): void => {
    const target = targetOf(null);
    if (target) void perform(target, action);
  };
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t('bulk.title')}>
      <div className="bulk-line">
        <IconButton icon={X} size={16} small label={t('bulk.putDown')} keys="Esc" onClick={putDown} />
        <b className="num cut">{everything ? t('bulk.allPicked', { n: everything.count }) : t('bulk.picked', { n: picked })}</b>
        <span className="grow" />
        {mayAll && !everything && total !== null && total > picked && <button type="button" className="link small num" title={withKeys(t('bulk.pickAll'), 'Shift A')} onClick={() => void pickAll(choice)}>{t('bulk.all', { n: total })}</button>}
      </div>
      <div className="bulk-acts">
        <IconButton icon={closed ? RotateCcw : Check} label={closed ? t('thread.reopen') : t('thread.close')} keys="E" onClick={() => act({ type: closed ? 'reopen' : 'close' })} />
        <IconButton icon={UserPlus} label={t('acts.assign')} keys="A" data-picker="assign" onClick={() => openPicker('assign', null)} />
        <IconButton icon={Tag} label={t('acts.label')} keys="L" data-picker="label" onClick={() => openPicker('label', null)} />
        {!closed && <IconButton icon={Moon} label={t('acts.snooze')} keys="H" data-picker="snooze" onClick={() => openPicker('snooze', null)} />}
        <IconButton icon={Flag} label={t('acts.priority')} keys="P" data-picker="priority" onClick={() => openPicker('priority', null)} />
        <IconButton icon={CheckCheck} label={t('bulk.markRead')} keys="Shift R" onClick={() => act({ type: 'read' })} />
      </div>
    </div>
  );
}

/** Asked when something is picked; what comes and goes meanwhile is counted anew by the job itself. */
function useHowMany(choice: ListChoice, wanted: boolean): number | null {
  const [total, setTotal] = useState<number | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    api.countChosen(choice).then(({ count }) => { if (current) setTotal(count); }, () => undefined);
    return () => { current = false; };
  }, [choice, wanted]);
  return wanted ? total : null;
}
