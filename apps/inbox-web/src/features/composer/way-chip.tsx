import { ChevronDown } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { setWindow } from '../../store/window-state.ts';
import { withKeys } from '../../ui/controls.tsx';
import { ChannelGlyph, channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { Composing } from './composing.ts';

/** Where the reply goes and from which of our addresses; behind it the other ways to the same person. */
export function WayChip({ composing: { ways, way, known, choose } }: { composing: Composing }) {
  if (!known && !way) return null;
  if (!way) return <button type="button" className="way" onClick={() => setWindow({ panelOpen: true, panelMode: 'person' })}>{t('composer.noChannel')}</button>;
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="way" aria-label={t('composer.channel', { channel: channelName(way.channel) })} title={withKeys(t('keys.channel'), "Mod '")}>
          <ChannelGlyph channel={way.channel} />
          {channelName(way.channel)}
          <span className="t3 cut" style={{ fontWeight: 400 }}>{way.from}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    >
      {ways.map((each) => (
        <MenuItem key={`${each.inboxId} ${each.channel} ${each.to.value}`} checked={each === way} disabled={each.optedOut} lead={<ChannelGlyph channel={each.channel} size={14} />} end={each.optedOut ? t('composer.optedOut') : each.from} onSelect={() => choose(each)}>
          {each.toLabel}
        </MenuItem>
      ))}
    </Menu>
  );
}
