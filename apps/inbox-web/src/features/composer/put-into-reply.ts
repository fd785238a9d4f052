/** Puts what was made elsewhere in the window into the reply of the open conversation: the person looks at it and sends it. */
import { useEffect, useRef } from 'react';
import type { AttachmentView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { readDraft, writeDraft } from '../../store/drafts.ts';
import { askFor } from '../shell/commands.ts';
import type { Composing } from './composing.ts';

let open: { readonly conversationId: Id; readonly write: (text: string) => void } | null = null;

/** The composer on the screen takes words for its conversation. */
export function useWordsFromElsewhere(composing: Composing): void {
  const current = useRef(composing);
  current.current = composing;
  const { id } = composing.conversation;
  useEffect(() => {
    const mine = {
      conversationId: id,
      write: (text: string) => {
        current.current.turnTo('reply');
        // The field of a note gives way to that of a reply, which may be another one.
        requestAnimationFrame(() => {
          const field = current.current.field.current;
          if (field) field.replaceBefore(0, field.beforeCaret().trim() ? `\n${text}` : text);
          else addToDraft(id, text);
        });
      },
    };
    open = mine;
    return () => {
      if (open === mine) open = null;
    };
  }, [id]);
}

/** Words at the caret of the reply, or behind what is written there. */
export function putWordsIntoReply(conversationId: Id, text: string): void {
  if (open?.conversationId === conversationId) return open.write(text);
  addToDraft(conversationId, text);
}

function addToDraft(conversationId: Id, text: string): void {
  const before = readDraft(conversationId, 'reply').text;
  writeDraft(conversationId, 'reply', { text: before.trim() ? `${before}\n${text}` : text });
}

export function putFileIntoReply(conversationId: Id, file: AttachmentView): void {
  writeDraft(conversationId, 'reply', { files: [...readDraft(conversationId, 'reply').files, file] });
  if (open?.conversationId === conversationId) askFor('reply');
}
