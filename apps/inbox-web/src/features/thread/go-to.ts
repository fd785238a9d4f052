import type { Id } from '../../../../../libs/crm-core/src/views.ts';

/** Brings a message that stands in the timeline into view and marks it for a moment. */
export function goTo(id: Id): void {
  const found = document.querySelector(`.thread [data-message="${CSS.escape(id)}"]`);
  if (!found) return;
  found.scrollIntoView({ block: 'center' });
  found.classList.add('found');
  setTimeout(() => found.classList.remove('found'), 2400);
}
