import { Ban, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { bytes } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { channelName } from '../../ui/glyphs.tsx';
import type { Composing } from './composing.ts';
import { blocks, elsewhere, type Issue } from './limits.ts';
import { otherWay } from './ways.ts';

/** What has to be known before sending, and the way out: another channel to the same person, with the same draft. */
export function Notices({ composing: { issues, ways, way, choose, field } }: { composing: Composing }) {
  if (issues.length === 0) return null;
  const other = issues.some(elsewhere) ? otherWay(ways, way) : null;
  return (
    <div className="composer-notices" role="status">
      {issues.map((issue) => {
        const Icon = iconOf(issue);
        const stops = blocks(issue);
        return (
          <p key={issue.code} className={stops ? 'red' : issue.code === 'parts' ? '' : 'amber'} data-issue={issue.code}>
            <Icon size={14} aria-hidden="true" />
            <span>{wordsOf(issue)}</span>
            {issue.code === 'unfilled' && <button type="button" className="link" onClick={() => field.current?.select(issue.names[0] as string)}>{t('limit.show')}</button>}
            {elsewhere(issue) && other && <button type="button" className="link" onClick={() => { choose(other); field.current?.focus(); }}>{t('limit.otherWay', { channel: channelName(other.channel), address: other.toLabel })}</button>}
          </p>
        );
      })}
    </div>
  );
}

function iconOf(issue: Issue): typeof Ban {
  switch (issue.code) {
    case 'opted-out':
    case 'asked-opted-out':
      return Ban;
    case 'down':
      return TriangleAlert;
    case 'parts':
      return Info;
    default:
      return CircleAlert;
  }
}

export function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'unfilled':
      return t('limit.unfilled', { names: issue.names.join(', ') });
    case 'opted-out':
      return t('limit.optedOut', { channel: channelName(issue.way.channel), address: issue.way.toLabel });
    case 'asked-opted-out':
      return t('limit.askedOptedOut', { channel: channelName(issue.way.channel) });
    case 'down':
      return t('limit.down', { channel: channelName(issue.way.channel) });
    case 'no-files':
      return t('limit.noFiles', { channel: channelName(issue.way.channel) });
    case 'too-many-files':
      return t('limit.tooManyFiles', { n: issue.most });
    case 'file-too-big':
      return t('limit.fileTooBig', { name: issue.name, size: bytes(issue.mostBytes) });
    case 'too-long':
      return t('limit.tooLong', { n: issue.most, length: issue.length });
    case 'parts':
      return t('limit.parts', { n: issue.count });
  }
}
