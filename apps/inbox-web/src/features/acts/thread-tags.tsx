import { Eye, Flag } from 'lucide-react';
import type { ConversationView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { withKeys } from '../../ui/controls.tsx';
import { LabelDot, priorityNames } from './label-dot.tsx';
import { openPicker } from './picker-state.ts';
import './acts.css';

/** How urgent it is, by what it is sorted and who follows it; each opens what changes it. Nothing when there is nothing. */
export function ThreadTags({ conversation }: { conversation: ConversationView }) {
  const { id, priority } = conversation;
  const labels = useDeskShallow((state) => conversation.labelIds.flatMap((label) => state.labels[label] ?? []));
  const followers = useDeskShallow((state) => conversation.participantIds.flatMap((user) => state.users[user]?.name ?? []));
  return (
    <span className="thread-tags">
      {priority !== 'none' && (
        <button type="button" className="tag" data-picker="priority" title={withKeys(t(priorityNames[priority]), 'P')} aria-label={`${t('acts.priority')}: ${t(priorityNames[priority])}`} onClick={() => openPicker('priority', id)}><Flag size={12} aria-hidden="true" className={`priority ${priority}`} />{priority === 'urgent' && <span className="cut">{t(priorityNames[priority])}</span>}</button>
      )}
      {labels.length > 0 && (
        <button type="button" className="tag" data-picker="label" title={withKeys(labels.map((label) => label.name).join(', '), 'L')} aria-label={`${t('acts.label')}: ${labels.map((label) => label.name).join(', ')}`} onClick={() => openPicker('label', id)}>
          {labels.slice(0, 5).map((label) => <LabelDot key={label.id} colour={label.colour} />)}
          {labels.length === 1 && <span className="cut">{labels[0]?.name}</span>}
          {labels.length > 5 && <span className="num">+{labels.length - 5}</span>}
        </button>
      )}
      {followers.length > 0 && (
        <button type="button" className="tag" data-picker="follow" title={followers.join(', ')} aria-label={t('acts.followedBy', { names: followers.join(', ') })} onClick={() => openPicker('follow', id)}><Eye size={12} aria-hidden="true" /><span className="num" data-count={followers.length} /></button>
      )}
    </span>
  );
}
