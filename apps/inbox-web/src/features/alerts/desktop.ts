/** Notices of the desktop: only where the person asked for them in the settings and the browser agreed, never asked for here. */
import { navigate } from 'wouter/use-browser-location';
import type { Id, PreviewView, SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { saysOf, wordsOf } from '../bell/words.ts';
import { placeOf } from '../bell/places.ts';
import { attachmentWord, callWord } from '../list/preview.tsx';
import type { Telling } from './tellings.ts';

/** Those of this tab that still stand, by what they are about. */
const standing = new Map<string, Notification>();
/** More at once are told in one. */
const most = 3;

/** `withWords`: names and what was written; otherwise only that something came. */
export function showOnDesktop(tellings: readonly Telling[], withWords: boolean): void {
  if (typeof Notification !== 'function' || Notification.permission !== 'granted') return;
  const latest = new Map(tellings.map((telling) => [tagOf(telling), telling]));
  for (const [tag, telling] of [...latest].slice(-most)) show(tag, telling, withWords);
}

const tagOf = ({ conversationId, key }: Telling): string => conversationId ?? key;

function show(tag: string, telling: Telling, withWords: boolean): void {
  try {
    const { title, body } = withWords ? written(telling) : { title: 'Okno', body: t('desktop.something') };
    // It rang by itself; the desktop adds no second sound.
    const notice = new Notification(title, { body, tag, icon: '/favicon.svg', silent: true });
    standing.get(tag)?.close();
    standing.set(tag, notice);
    notice.onclick = () => {
      window.focus();
      navigate(pathOf(telling));
      notice.close();
    };
    notice.onclose = () => { if (standing.get(tag) === notice) standing.delete(tag); };
  } catch {
    // Phones show notices only through a worker: there the sound alone tells.
  }
}

function written({ about }: Telling): { title: string; body: string } {
  if ('message' in about) return { title: about.message.contactName, body: previewWords(about.message.preview) };
  return { title: saysOf(about.notification), body: wordsOf(about.notification) };
}

function previewWords(preview: PreviewView | null): string {
  if (!preview) return '';
  if (preview.kind === 'call') return callWord(preview.callState, preview.direction === 'inbound');
  return preview.text || (preview.attachment ? attachmentWord(preview.attachment) : '');
}

const pathOf = ({ about }: Telling): string => ('message' in about ? `/inbox/all/${about.message.id}` : placeOf(about.notification));

/** Read or ticked off here or on another screen: nobody need be told any more. */
export function closeSeen(events: readonly SyncEvent[], meId: Id | null): void {
  for (const event of events) {
    if (event.type === 'read' && event.userId === meId) standing.get(event.conversationId)?.close();
    if (event.type === 'notification' && event.notification.readAt !== null) standing.get(event.notification.conversationId ?? event.notification.id)?.close();
  }
}
