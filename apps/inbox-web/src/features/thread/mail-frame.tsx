/**
 * Somebody else's HTML. Three walls: the server sanitised it, DOMPurify does so again here, and the frame has no scripts and
 * a policy of its own. Images from elsewhere are not asked for until the reader wants them: they tell the sender who reads.
 */
import DOMPurify from 'dompurify';
import { ImageOff } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';

function clean(html: string, attachments: readonly AttachmentView[]): { body: string; remote: boolean } {
  const purified = DOMPurify.sanitize(html, { FORBID_TAGS: ['style', 'form', 'input', 'button', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'svg', 'math'], FORBID_ATTR: ['srcset', 'background', 'ping'], ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|data):/i });
  const page = new DOMParser().parseFromString(purified, 'text/html');
  let remote = /url\(\s*['"]?https?:/i.test(purified);
  for (const image of page.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    if (/^cid:/i.test(source)) {
      const found = attachments.find((each) => each.inlineCid !== null && each.inlineCid.replace(/^<|>$/g, '') === source.slice(4));
      if (found) image.setAttribute('src', new URL(found.url, location.origin).href);
      else image.remove();
    } else if (/^https?:/i.test(source)) remote = true;
  }
  for (const link of page.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  return { body: page.body.innerHTML, remote };
}

export function MailFrame({ html, attachments }: { html: string; attachments: readonly AttachmentView[] }) {
  const [allowed, setAllowed] = useState(false);
  const [height, setHeight] = useState(80);
  const frame = useRef<HTMLIFrameElement>(null);
  const { body, remote } = useMemo(() => clean(html, attachments), [html, attachments]);
  const images = allowed ? `${location.origin} data: https: http:` : `${location.origin} data:`;
  // What is not asked for leaves no broken picture behind.
  const hidden = allowed ? '' : `img[src^="http"]:not([src^="${location.origin}"]){display:none}`;
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${images}; style-src 'unsafe-inline'"><meta name="referrer" content="no-referrer"><style>body{margin:8px;font:14px/20px Inter,'Segoe UI',system-ui,Roboto,'Noto Sans',Arial,sans-serif;color:#1a1a18;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #d5d5d0;color:#53534e}a{color:#1f4ec7}${hidden}</style><body>${body}</body>`;
  const measure = (): void => {
    const inside = frame.current?.contentDocument?.body;
    if (inside) setHeight(Math.min(4000, inside.scrollHeight + 16));
  };
  return (
    <>
      {remote && !allowed && (
        <button type="button" className="fold" onClick={() => setAllowed(true)}><ImageOff size={14} aria-hidden="true" />{t('mail.showImages')}</button>
      )}
      <iframe ref={frame} key={String(allowed)} className="mail-frame" title={t('mail.frame')} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerPolicy="no-referrer" srcDoc={page} style={{ height }} onLoad={() => { measure(); setTimeout(measure, 400); }} />
    </>
  );
}
