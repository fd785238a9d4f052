import { Suspense } from 'react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { useWindow } from '../../store/window-state.ts';
import { part } from '../../ui/part.ts';

const PromiseOffer = part(async () => (await import('../tasks/promise-offer.tsx')).PromiseOffer);

/** Beside the message in which this person promised something: the task of it, until they take or dismiss it. */
export function PromiseMade({ message: { id, conversationId } }: { message: MessageView }) {
  const offer = useWindow((state) => (state.promises[conversationId]?.messageId === id ? state.promises[conversationId] : null));
  return offer && <Suspense fallback={null}><PromiseOffer offer={offer} /></Suspense>;
}
