import { useEffect, useRef, useState } from 'react';
import type { Id, LinkPreviewView, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { useDesk } from '../../store/desk.ts';
import { hasLink } from './words.tsx';
import './link-preview.css';

/** What was answered, by message; the oldest are forgotten. Null: nothing to show. */
const answered = new Map<Id, LinkPreviewView | null>();
const remembered = 400;

function remember(id: Id, preview: LinkPreviewView | null): void {
  answered.set(id, preview);
  if (answered.size > remembered) answered.delete(answered.keys().next().value as Id);
}

/** Where our server may look at links at all; the rest it decides itself. */
function useMayAsk(message: MessageView, letter: boolean): boolean {
  return useDesk((state) => {
    const setting = state.company?.linkPreviews ?? 'off';
    const known = message.direction === 'inbound' || message.deliveries.length > 0;
    return setting !== 'off' && (!letter || setting === 'all') && known && !(message.inboxId && state.inboxes[message.inboxId]?.isPrivate) && hasLink(message.text);
  });
}

/** A card for the first link of a message, asked for when it comes into view. The page is asked by our server, never from here. */
export function LinkPreview({ message, letter = false }: { message: MessageView; letter?: boolean }) {
  const [preview, setPreview] = useState<LinkPreviewView | null>(answered.get(message.id) ?? null);
  const place = useRef<HTMLSpanElement>(null);
  const ask = useMayAsk(message, letter);
  const { id, text } = message;
  useEffect(() => {
    const element = place.current;
    if (!ask || !element || answered.has(id)) return;
    let gone = false;
    const watcher = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      watcher.disconnect();
      api.linkPreview(id).then(({ preview: found }) => {
        remember(id, found);
        if (!gone) setPreview(found);
      }, () => undefined);
    });
    watcher.observe(element);
    return () => {
      gone = true;
      watcher.disconnect();
    };
  }, [ask, id, text]);
  if (!ask) return null;
  if (!preview) return <span ref={place} />;
  return (
    <a className="link-card" href={preview.url} target="_blank" rel="noreferrer noopener nofollow">
      {preview.imageUrl && <img src={preview.imageUrl} alt="" width={72} height={72} loading="lazy" decoding="async" onError={(event) => event.currentTarget.remove()} />}
      <span className="grow">
        <span className="link-site cut">{preview.site}</span>
        <b>{preview.title}</b>
        {preview.description && <span className="link-words">{preview.description}</span>}
      </span>
    </a>
  );
}
