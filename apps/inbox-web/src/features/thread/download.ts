import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';

/** The same bytes as a file to keep. */
export const downloadOf = (attachment: AttachmentView): string => `${attachment.url}${attachment.url.includes('?') ? '&' : '?'}download=1`;
