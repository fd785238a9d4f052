import { MonitorSmartphone } from 'lucide-react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useOtherVersions, type ComposerMode } from '../../store/drafts.ts';
import { discardVersion, restoreVersion } from '../../store/draft-keeping.ts';
import { complain } from '../thread/actions.ts';

/** Words typed at the same time on another device: they wait here until somebody takes them up or lets them go. */
export function OtherVersions({ conversationId, mode }: { conversationId: Id; mode: ComposerMode }) {
  const [other] = useOtherVersions(conversationId, mode);
  if (!other) return null;
  return (
    <div className="other-version" role="note">
      <MonitorSmartphone size={14} aria-hidden="true" />
      <span className="cut grow" title={other.text}>{t('draft.other', { time: clockTime(other.at), text: other.text })}</span>
      <button type="button" className="link" onClick={() => void restoreVersion(conversationId, mode, other.id).catch(complain)}>{t('draft.restore')}</button>
      <button type="button" className="link" onClick={() => void discardVersion(conversationId, mode, other.id).catch(complain)}>{t('draft.discard')}</button>
    </div>
  );
}
