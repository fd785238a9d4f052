import { useEffect, useRef } from 'react';
import type { Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { desk } from '../../store/desk.ts';
import { say } from '../../store/window-state.ts';
import { callWord } from '../list/preview.tsx';

const enough = 200;

function wordsOf(message: MessageView): string {
  if (message.call) return callWord(message.call.state, message.direction === 'inbound');
  return message.text.slice(0, enough) || message.attachments[0]?.name || t('message.noText');
}

function who(message: MessageView): string {
  const { contacts, users } = desk.getState();
  return (message.direction === 'inbound' ? contacts[message.contactId]?.name : message.authorId && users[message.authorId]?.name) || t('say.somebody');
}

/** Says what others write in the open conversation, and when something of one's own does not go out. What stood there at opening is no news. */
export function useTelling(messages: readonly MessageView[], ready: boolean): void {
  const last = useRef<Id | null | undefined>(undefined);
  const failed = useRef<ReadonlySet<Id>>(new Set());
  useEffect(() => {
    if (!ready) {
      last.current = undefined;
      return;
    }
    const failing = messages.filter(({ delivery }) => delivery === 'failed' || delivery === 'uncertain');
    if (last.current !== undefined) {
      const meId = desk.getState().me?.id;
      const from = last.current === null ? 0 : messages.findIndex(({ id }) => id === last.current) + 1;
      const fresh = last.current !== null && from === 0 ? [] : messages.slice(from);
      for (const message of fresh) if (message.kind !== 'activity' && message.authorId !== meId) say(t('say.message', { name: who(message), text: wordsOf(message) }));
      for (const message of failing) if (message.authorId === meId && !failed.current.has(message.id)) say(`${t(message.delivery === 'failed' ? 'delivery.failed' : 'delivery.unsure')}: ${wordsOf(message)}`);
    }
    last.current = messages.at(-1)?.id ?? null;
    failed.current = new Set(failing.map(({ id }) => id));
  }, [messages, ready]);
}
