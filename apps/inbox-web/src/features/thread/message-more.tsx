import { MoreHorizontal } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { part } from '../../ui/part.ts';

const MessageMenu = part(async () => (await import('./message-menu.tsx')).MessageMenu);

/** What can be done with one message. A button until it is pressed: a long conversation has hundreds of them. */
export function MessageMore({ message }: { message: MessageView }) {
  const [open, setOpen] = useState(false);
  const button = <button type="button" className="icon-btn s more" aria-label={t('message.more')} title={t('message.more')} onClick={() => setOpen(true)}><MoreHorizontal size={14} aria-hidden="true" /></button>;
  if (message.kind !== 'text' || message.deletedAt || message.direction === 'internal') return null;
  return open ? <Suspense fallback={button}><MessageMenu message={message} trigger={button} onClose={() => setOpen(false)} /></Suspense> : button;
}
