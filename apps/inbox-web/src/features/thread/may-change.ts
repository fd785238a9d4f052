import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import type { DeskState } from '../../store/state.ts';

/** A letter that was said or received. */
export const canForward = (message: MessageView): boolean => message.kind === 'text' && message.channel !== null && message.subject !== null && !message.deletedAt && message.hold === undefined;

/** Why this message cannot be changed or deleted for both, in words; null: it can. The server asks the same again. */
export function whyNot(state: Pick<DeskState, 'inboxes' | 'me'>, message: MessageView, what: 'edit' | 'delete', now: number): string | null {
  if (message.delivery === 'failed') return t('change.notArrived');
  if (message.delivery === null || !['sent', 'delivered', 'read'].includes(message.delivery)) return t('change.notYet');
  if (message.change?.failure === null) return t('change.pending');
  if (message.authorId !== state.me?.id && state.me?.role === 'operator') return t('change.notYours');
  const capability = state.inboxes[message.inboxId ?? '']?.capabilities.find((each) => each.channel === message.channel);
  const limit = what === 'edit' ? capability?.canEdit : capability?.canDelete;
  const channel = message.channel ? t(`channel.${message.channel}`) : '';
  if (!limit) return t('change.cannot', { channel });
  if (limit.withinMs !== null && now - Date.parse(message.occurredAt) > limit.withinMs) return t('change.tooOld', { n: Math.round(limit.withinMs / 3_600_000) });
  return null;
}
