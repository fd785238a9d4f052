import { Flag, Hourglass, type LucideIcon } from 'lucide-react';
import { useRef } from 'react';
import type { DealMarkName } from '../../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { withKeys } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { colleagues } from '../tasks/whose.ts';
import { marks, type BoardAddress } from './board-address.ts';

const faces: Readonly<Record<DealMarkName, { icon: LucideIcon; name: MessageId }>> = { stuck: { icon: Hourglass, name: 'deal.onlyStuck' }, 'no-task': { icon: Flag, name: 'deal.onlyNoTask' } };

/** Whose deals, and only what has stood too long or has no next step. V goes through the latter, Shift F to the former. */
export function BoardFilters({ address, onChange }: { address: BoardAddress; onChange: (address: BoardAddress) => void }) {
  const people = useDeskShallow((state) => colleagues(state));
  const owner = useRef<HTMLSelectElement>(null);
  const mark = (marked: DealMarkName | null): void => onChange({ ...address, marked });
  useKeys({
    'Shift+KeyF': () => owner.current?.focus(),
    KeyV: () => mark(address.marked === null ? 'stuck' : address.marked === 'stuck' ? 'no-task' : null),
  });
  return (
    <>
      <span className="seg board-marks" role="group" aria-label={t('deal.only')} title={withKeys(t('deal.only'), 'V')}>
        {marks.map((each) => {
          const { icon: Icon, name } = faces[each];
          return <button key={each} type="button" aria-pressed={address.marked === each} onClick={() => mark(address.marked === each ? null : each)}><Icon size={13} aria-hidden="true" />{t(name)}</button>;
        })}
      </span>
      <select ref={owner} className="input board-pick" aria-label={t('deal.whose')} title={withKeys(t('deal.whose'), 'Shift F')} value={address.of ?? ''} onChange={(event) => onChange({ ...address, of: event.target.value || null })}>
        <option value="">{t('deal.everybodys')}</option>
        <option value="mine">{t('deal.myOwn')}</option>
        {people.length > 0 && <optgroup label={t('task.people')}>{people.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</optgroup>}
      </select>
    </>
  );
}
