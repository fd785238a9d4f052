import { BookmarkPlus } from 'lucide-react';
import * as Popover from 'radix-ui/popover';
import { useState, type RefObject } from 'react';
import type { ChannelKind, InboxListName, ListFilter, Priority } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { Button, Field } from '../../ui/controls.tsx';
import { channelName } from '../../ui/glyphs.tsx';
import { priorityNames } from '../acts/label-dot.tsx';
import { SaveView } from './save-view.tsx';

const levels: readonly Priority[] = ['low', 'normal', 'high', 'urgent'];

/** What narrows the list, by its button. */
export function FilterPanel({ view, anchor, onClose }: { view: InboxListName; anchor: RefObject<HTMLButtonElement | null>; onClose: () => void }) {
  return (
    <Popover.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content className="pop filter-panel" align="end" sideOffset={4} collisionPadding={8} aria-label={t('list.filter')} onInteractOutside={(event) => { if (anchor.current?.contains(event.target as Node)) event.preventDefault(); }}>
          <Conditions view={view} onClose={onClose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Each choice shows at once; all of them can be kept as a view. */
function Conditions({ view, onClose }: { view: InboxListName; onClose: () => void }) {
  const filter = useListState((state) => state.filter);
  const [saving, setSaving] = useState(false);
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes).sort((a, b) => a.name.localeCompare(b.name)));
  const labels = useDeskShallow((state) => Object.values(state.labels).sort((a, b) => a.name.localeCompare(b.name)));
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active).sort((a, b) => a.name.localeCompare(b.name)));
  const teams = useDeskShallow((state) => Object.values(state.teams));
  const channels = [...new Set(inboxes.flatMap((inbox) => inbox.channels))];
  const narrow = (part: { [Key in keyof ListFilter]?: ListFilter[Key] | undefined }): void => {
    chooseList({ filter: Object.fromEntries(Object.entries({ ...filter, ...part }).filter(([, value]) => value !== undefined && value !== '')) });
  };
  const select = (label: string, key: 'channel' | 'inboxId' | 'labelId' | 'owner' | 'teamId' | 'priority', options: readonly (readonly [value: string, name: string])[]) => (
    <Field label={label}>
      {(id) => (
        <select id={id} className="input" value={filter[key] ?? ''} onChange={(event) => narrow({ [key]: (event.target.value || undefined) as ChannelKind & Priority })}>
          <option value="">{t('filter.any')}</option>
          {options.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </select>
      )}
    </Field>
  );
  const flag = (label: string, key: 'hasOrder' | 'overdue' | 'following') => (
    <label className="check-row"><input type="checkbox" className="check" checked={filter[key] === true} onChange={(event) => narrow({ [key]: event.target.checked || undefined })} />{label}</label>
  );
  if (saving) return <SaveView choice={{ view, filter }} onClose={onClose} />;
  return (
    <>
      <div className="filter-grid">
        {select(t('filter.channel'), 'channel', channels.map((channel) => [channel, channelName(channel)]))}
        {select(t('filter.inbox'), 'inboxId', inboxes.map((inbox) => [inbox.id, inbox.name]))}
        {labels.length > 0 && select(t('filter.label'), 'labelId', labels.map((label) => [label.id, label.name]))}
        {select(t('filter.owner'), 'owner', [['me', t('filter.mine')], ['nobody', t('filter.nobody')], ...users.map((user) => [user.id, user.name] as const)])}
        {teams.length > 0 && select(t('filter.team'), 'teamId', teams.map((team) => [team.id, team.name]))}
        {select(t('filter.priority'), 'priority', levels.map((level) => [level, level === 'urgent' ? t(priorityNames.urgent) : t('filter.atLeast', { priority: t(priorityNames[level]) })]))}
      </div>
      <div className="filter-flags">
        {flag(t('filter.overdue'), 'overdue')}
        {flag(t('filter.hasOrder'), 'hasOrder')}
        {flag(t('filter.following'), 'following')}
      </div>
      <div className="filter-foot">
        <Button tone="ghost" disabled={Object.keys(filter).length === 0} onClick={() => chooseList({ filter: {} })}>{t('filter.clear')}</Button>
        <Button icon={BookmarkPlus} onClick={() => setSaving(true)}>{t('savedView.save')}</Button>
      </div>
    </>
  );
}
