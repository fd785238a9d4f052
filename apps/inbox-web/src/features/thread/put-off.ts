import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';

/** Not said yet: it stands above the composer, not in the conversation. */
export const isPutOff = (message: MessageView): boolean => message.hold?.kind === 'put-off';
