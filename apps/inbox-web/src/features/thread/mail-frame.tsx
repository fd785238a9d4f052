/**
 * Somebody else's HTML. Three walls: the server sanitised it, DOMPurify does so again here, and the frame has no scripts and
 * a policy of its own. Images from elsewhere are not asked for until the reader wants them, and then by our server: they would
 * tell the sender who reads, when and where. `allow-same-origin` stays, without `allow-scripts`: nothing inside can make use of
 * our origin, and without it the frame could not be measured, nor would its pictures carry the session that fetches them.
 */
import DOMPurify from 'dompurify';
import { Image, ImageOff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AttachmentView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk } from '../../store/desk.ts';
import { complain } from './actions.ts';

interface Letter {
  readonly html: string;
  readonly messageId: string;
  readonly attachments: readonly AttachmentView[];
}
interface Sent extends Letter {
  /** Whose letters this one may be shown like, always; null when it is not the person whose conversation this is. */
  readonly senderId: Id | null;
}

/** What runs, loads, asks or takes input. */
const forbidden = ['style', 'form', 'input', 'button', 'select', 'textarea', 'dialog', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'svg', 'math', 'picture', 'source', 'video', 'audio', 'track', 'map', 'area'];

/** DOMPurify holds every attribute to the pattern of addresses, but those that it knows to hold none. */
const layout = ['width', 'height', 'align', 'valign', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'colspan', 'rowspan', 'dir', 'lang', 'color', 'size', 'face', 'start', 'type'];

function clean({ html, messageId, attachments }: Letter, allowed: boolean): { body: string; remote: boolean } {
  const purified = DOMPurify.sanitize(html, { FORBID_TAGS: forbidden, FORBID_ATTR: ['srcset', 'background', 'ping'], ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid):/i, ADD_URI_SAFE_ATTR: layout });
  const page = new DOMParser().parseFromString(purified, 'text/html');
  let remote = false;
  for (const image of page.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const elsewhere = image.getAttribute('data-src');
    if (/^cid:/i.test(source)) {
      const found = attachments.find((each) => each.inlineCid !== null && each.inlineCid.replace(/^<|>$/g, '') === source.slice(4));
      if (found) image.setAttribute('src', new URL(found.url, location.origin).href);
      else image.remove();
    } else if (elsewhere) {
      remote = true;
      if (allowed) image.setAttribute('src', `${location.origin}/api/v1/messages/${messageId}/image?url=${encodeURIComponent(elsewhere)}`);
      // What is not asked for leaves no broken picture behind.
      else image.remove();
    } else if (!/^data:image\//i.test(source)) image.remove();
  }
  for (const link of page.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  return { body: page.body.innerHTML, remote };
}

const tallest = 4000;
/** The root holds the margins of what is in it; where that is wider than the frame, a bar to scroll sideways comes below. */
const heightOf = (root: HTMLElement): number => Math.ceil(root.getBoundingClientRect().height) + (root.scrollWidth > root.clientWidth ? 16 : 0);

/** For this person, and all letters of this sender. */
function choose(senderId: Id, picturesShown: boolean): void {
  api.showPictures(senderId, picturesShown).then(
    () => change((state) => {
      const extras = state.extras[senderId];
      return extras ? { ...state, extras: { ...state.extras, [senderId]: { ...extras, picturesShown } } } : state;
    }),
    complain,
  );
}

export function MailFrame({ html, messageId, attachments, senderId }: Sent) {
  const [asked, setAsked] = useState(false);
  const always = useDesk((state) => senderId !== null && (state.extras[senderId]?.picturesShown ?? false));
  const allowed = asked || always;
  const [height, setHeight] = useState(80);
  const frame = useRef<HTMLIFrameElement>(null);
  const { body, remote } = useMemo(() => clean({ html, messageId, attachments }, allowed), [html, messageId, attachments, allowed]);
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${location.origin} data:; style-src 'unsafe-inline'"><meta name="referrer" content="no-referrer"><style>body{margin:8px;font:14px/20px Inter,'Segoe UI',system-ui,Roboto,'Noto Sans',Arial,sans-serif;color:#1a1a18;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #d5d5d0;color:#53534e}a{color:#1f4ec7}</style><body>${body}</body>`;
  const watcher = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watcher.current?.disconnect(), []);
  /** As tall as the letter, now and when the window or its pictures change it. */
  const fit = (): void => {
    watcher.current?.disconnect();
    const root = frame.current?.contentDocument?.documentElement;
    if (!root) return;
    watcher.current = new ResizeObserver(() => setHeight(Math.min(tallest, heightOf(root))));
    watcher.current.observe(root);
  };
  return (
    <>
      {remote && (
        <span className="flex pictures">
          {!allowed && <button type="button" className="fold" onClick={() => setAsked(true)}><ImageOff size={14} aria-hidden="true" />{t('mail.showImages')}</button>}
          {senderId && asked && !always && <button type="button" className="fold" onClick={() => choose(senderId, true)}><Image size={14} aria-hidden="true" />{t('mail.alwaysImages')}</button>}
          {senderId && always && <button type="button" className="fold" onClick={() => { setAsked(false); choose(senderId, false); }}><ImageOff size={14} aria-hidden="true" />{t('mail.notAlwaysImages')}</button>}
        </span>
      )}
      <iframe ref={frame} key={String(allowed)} className="mail-frame" title={t('mail.frame')} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" srcDoc={page} style={{ height }} onLoad={fit} />
    </>
  );
}
