import { Ban, CalendarDays, Radio, UserRound, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ChannelKind } from '../../../../../libs/crm-core/src/views.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { daysAgo, momentOf, stretches } from './dates.ts';
import type { Filters } from './use-search.ts';

/** Channel, owner and time of the messages that are wanted, and whether spam is: a chip each, filled when it changes what is found. */
export function FilterChips({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const [period, setPeriod] = useState(false);
  const channels = useDeskShallow((state) => [...new Set(Object.values(state.inboxes).flatMap((inbox) => inbox.channels))].sort());
  const users = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active).sort((a, b) => Number(b.id === state.me?.id) - Number(a.id === state.me?.id) || a.name.localeCompare(b.name)));
  const owner = filters.ownerId === 'nobody' ? t('search.nobody') : users.find((user) => user.id === filters.ownerId)?.name;
  const set = (part: Partial<Filters>): void => onChange({ ...filters, ...part });
  const now = Date.now();
  const named = stretches.find(({ days }) => filters.to === null && filters.from === daysAgo(days, now));
  const dated = filters.from !== null || filters.to !== null;
  return (
    <>
      <div className="search-chips" role="group" aria-label={t('search.filters')}>
        <Chip icon={filters.channel ? <ChannelGlyph channel={filters.channel} size={12} /> : <Radio size={13} aria-hidden="true" />} label={t('search.channel')} value={filters.channel && channelName(filters.channel)} onClear={() => set({ channel: null })}>
          {channels.map((channel: ChannelKind) => <MenuItem key={channel} checked={channel === filters.channel} lead={<ChannelGlyph channel={channel} size={14} />} onSelect={() => set({ channel })}>{channelName(channel)}</MenuItem>)}
        </Chip>
        <Chip icon={<UserRound size={13} aria-hidden="true" />} label={t('search.owner')} value={owner ?? null} onClear={() => set({ ownerId: null })}>
          {users.map((user) => <MenuItem key={user.id} checked={user.id === filters.ownerId} onSelect={() => set({ ownerId: user.id })}>{user.name}</MenuItem>)}
          <MenuLine />
          <MenuItem checked={filters.ownerId === 'nobody'} onSelect={() => set({ ownerId: 'nobody' })}>{t('search.nobody')}</MenuItem>
        </Chip>
        <Chip
          icon={<CalendarDays size={13} aria-hidden="true" />} label={t('search.date')} onClear={() => { setPeriod(false); set({ from: null, to: null }); }}
          value={!dated ? null : named ? t(named.label) : [filters.from ? shortDate(filters.from, now) : '…', filters.to ? shortDate(new Date(Date.parse(filters.to) - 1).toISOString(), now) : '…'].join(' – ')}
        >
          {stretches.map(({ label, days }) => <MenuItem key={label} checked={named?.label === label} onSelect={() => { setPeriod(false); set({ from: daysAgo(days, now), to: null }); }}>{t(label)}</MenuItem>)}
          <MenuLine />
          <MenuItem onSelect={() => setPeriod(true)}>{t('search.period')}</MenuItem>
        </Chip>
        <span className={`search-chip ${filters.spam ? 'on' : ''}`}>
          <button type="button" aria-pressed={filters.spam} onClick={() => set({ spam: !filters.spam })}><Ban size={13} aria-hidden="true" /><span className="cut">{t('search.spam')}</span></button>
        </span>
      </div>
      {period && (
        <div className="search-period">
          <label><span>{t('search.from')}</span><input type="date" className="input" onChange={(event) => set({ from: momentOf(event.target.value) })} /></label>
          <label><span>{t('search.to')}</span><input type="date" className="input" onChange={(event) => set({ to: momentOf(event.target.value, 1) })} /></label>
        </div>
      )}
    </>
  );
}

function Chip({ icon, label, value, onClear, children }: { icon: ReactNode; label: string; value: string | null; onClear: () => void; children: ReactNode }) {
  return (
    <span className={`search-chip ${value ? 'on' : ''}`}>
      <Menu align="start" trigger={<button type="button" aria-label={value ? `${label}: ${value}` : label}>{icon}<span className="cut">{value ?? label}</span></button>}>{children}</Menu>
      {value && <button type="button" aria-label={t('search.clear', { what: label })} onClick={onClear}><X size={12} aria-hidden="true" /></button>}
    </span>
  );
}
