import type { WebhookEventType, WebhookFailure } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';

/** What can be told, in the groups in which it is chosen. */
export const groups = (): readonly { readonly title: string; readonly types: readonly WebhookEventType[] }[] => [
  { title: t('webhook.orders'), types: ['order.created', 'order.updated', 'order.paid', 'payment.recorded', 'payment.removed'] },
  { title: t('settings.products'), types: ['product.created', 'product.updated'] },
  { title: t('webhook.people'), types: ['contact.created', 'contact.updated', 'contact.merged', 'lead.created', 'lead.updated'] },
  { title: t('webhook.deals'), types: ['deal.created', 'deal.updated', 'deal.moved', 'deal.won', 'deal.lost'] },
  { title: t('webhook.tasks'), types: ['task.created', 'task.updated', 'task.done'] },
  { title: t('webhook.messages'), types: ['message.received', 'message.sent'] },
];

export const kindName = (type: WebhookEventType | 'webhook.test'): string => t(`webhook.type.${type}`);
export const failureText = (failure: WebhookFailure): string => t(`webhook.failure.${failure}`);
