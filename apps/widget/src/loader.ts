import type { PageContext, ToFrame, ToLoader } from './messages-between.ts';

/**
 * `<script src="https://desk.example/widget/loader.js" data-inbox="<id>" async></script>` shows the launcher and, when it is pressed,
 * the chat in a frame of ours. Further attributes: data-language, data-theme, data-accent, data-side (left), and for a signed
 * identity data-user-id, data-email, data-phone, data-name, data-hash. `window.okno`: open(), close(), identify({…} | null).
 * All style is set through the CSSOM, so that the page's policy needs nothing but our origin in script-src and frame-src.
 */
const script = document.currentScript as HTMLScriptElement;
const { inbox = '', language = '', theme = '', accent = '#2456d8', side = 'right', userId, email, phone, name, hash } = script.dataset;
const desk = new URL(script.src).origin;
const store = `okno:${inbox}`;

const WORDS: Record<string, [open: string, chat: string]> = {
  ru: ['Открыть чат', 'Чат'],
  uk: ['Відкрити чат', 'Чат'],
  en: ['Open chat', 'Chat'],
};
const spoken = (language || navigator.language).slice(0, 2);
const [openWord, chatWord] = WORDS[spoken] ?? WORDS.en!;

const signed = { userId, email, phone, name, hash };
let identity = userId && hash ? (Object.fromEntries(Object.entries(signed).filter(([, value]) => value)) as Record<string, string>) : null;
let frame: HTMLIFrameElement | null = null;
let ready = false;
let open = false;

/** Storage may be forbidden by the browser; then each page is a first one. */
function remembered(key: string, fresh?: string): string | null {
  try {
    const known = localStorage.getItem(key);
    if (known === null && fresh !== undefined) localStorage.setItem(key, fresh);
    return known ?? fresh ?? null;
  } catch {
    return fresh ?? null;
  }
}

const address = (): string => location.href.split('#')[0]!.slice(0, 1900);

/** The page on which this visitor was first seen, with its campaign: later pages no longer say it. */
function firstTouch(): Pick<PageContext, 'referrer' | 'landingPage' | 'utm' | 'clickId'> {
  const utm: Record<string, string> = {};
  let clickId = '';
  for (const [key, value] of new URLSearchParams(location.search)) {
    if (/^utm_[a-z_]{1,30}$/.test(key)) utm[key] = value.slice(0, 200);
    if (/^(gclid|fbclid|yclid|msclkid)$/.test(key)) clickId = value.slice(0, 200);
  }
  const fresh = { referrer: document.referrer.slice(0, 1900), landingPage: address(), utm, clickId };
  try {
    return JSON.parse(remembered(`${store}:from`, JSON.stringify(fresh))!) as typeof fresh;
  } catch {
    return fresh;
  }
}
const touch = firstTouch();

const tell = (message: ToFrame): void => frame?.contentWindow?.postMessage(message, desk);
const context = (): ToFrame => ({ okno: 'context', context: { ...touch, page: address(), language, theme, identity } });

const host = document.createElement('div');
const root = host.attachShadow({ mode: 'open' });
const sheet = new CSSStyleSheet();
const edge = side === 'left' ? 'left' : 'right';
sheet.replaceSync(`
:host{all:initial;position:fixed;${edge}:20px;bottom:20px;z-index:2147483000}
button{all:unset;box-sizing:border-box;position:relative;width:56px;height:56px;border-radius:50%;background:${/^#[\da-f]{6}$/i.test(accent) ? accent : '#2456d8'};color:#fff;display:flex;align-items:center;justify-content:center;cursor:pointer;box-shadow:0 1px 2px rgb(0 0 0/.1),0 8px 24px -6px rgb(0 0 0/.3)}
button:focus-visible{outline:2px solid #7fa3ff;outline-offset:3px}
b{position:absolute;right:0;top:0;min-width:18px;box-sizing:border-box;height:18px;padding:0 4px;border-radius:9px;background:#cf2a20;font:600 11px/18px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
b:empty{display:none}
iframe{position:fixed;${edge}:20px;bottom:20px;width:372px;height:min(640px,calc(100vh - 40px));border:0;border-radius:16px;color-scheme:light dark;box-shadow:0 0 0 1px rgb(128 128 128/.35),0 2px 4px rgb(0 0 0/.08),0 24px 64px -12px rgb(0 0 0/.4)}
[hidden]{display:none}
@media(max-width:480px){iframe{inset:0;width:100%;height:100%;height:100dvh;border-radius:0}}`);
root.adoptedStyleSheets = [sheet];

const button = document.createElement('button');
button.type = 'button';
button.setAttribute('aria-haspopup', 'dialog');
const badge = document.createElement('b');
const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
for (const [key, value] of Object.entries({ width: 26, height: 26, viewBox: '0 0 26 26', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.8, 'stroke-linejoin': 'round', 'stroke-linecap': 'round', 'aria-hidden': true })) svg.setAttribute(key, String(value));
const path = document.createElementNS(svg.namespaceURI, 'path');
path.setAttribute('d', 'M6.5 4.5h13a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H12l-5.5 4v-4a3 3 0 0 1-3-3v-8a3 3 0 0 1 3-3zM8.5 10h9M8.5 13.5h5.5');
svg.append(path);
button.append(svg, badge);
root.append(button);

function setUnread(count: number): void {
  badge.textContent = count ? String(Math.min(count, 99)) : '';
  button.setAttribute('aria-label', count ? `${openWord} (${count})` : openWord);
}
setUnread(0);

/** Loaded without a word of ours: our server was away, and what stands there is an error page. Asked for anew, ever more seldom, for some minutes. */
let patience = 1_000;
function askAnew(): void {
  if (ready || (patience *= 2) > 256_000) return;
  // Replaced, so that the visitor's way back is not paved with our tries.
  setTimeout(() => void (ready || frame?.contentWindow?.location.replace(frame.src)), patience);
}

function makeFrame(): HTMLIFrameElement {
  if (frame) return frame;
  frame = document.createElement('iframe');
  frame.addEventListener('load', askAnew);
  frame.title = chatWord;
  frame.hidden = true;
  frame.allow = 'clipboard-write';
  frame.src = `${desk}/widget/frame/${encodeURIComponent(inbox)}`;
  root.append(frame);
  return frame;
}

function setOpen(next: boolean): void {
  if (next === open) return;
  open = next;
  makeFrame().hidden = !open;
  button.hidden = open;
  if (open) frame!.focus();
  else button.focus();
  if (ready) tell({ okno: open ? 'opened' : 'hidden' });
}

button.addEventListener('click', () => setOpen(true));
button.addEventListener('pointerenter', makeFrame, { once: true });

addEventListener('message', ({ origin, source, data }: MessageEvent<ToLoader>) => {
  if (origin !== desk || !frame || source !== frame.contentWindow) return;
  if (data.okno === 'ready') {
    ready = true;
    tell(context());
    if (open) tell({ okno: 'opened' });
  } else if (data.okno === 'close') setOpen(false);
  else if (data.okno === 'unread') setUnread(data.count);
  else if (data.okno === 'begun') remembered(`${store}:begun`, '1');
});

// Pages that change their address without loading: the operator sees where the visitor is now.
let shown = address();
setInterval(() => {
  if (ready && shown !== (shown = address())) tell(context());
}, 2000);

Object.assign(window, {
  okno: {
    open: () => setOpen(true),
    close: () => setOpen(false),
    identify(next: Record<string, string> | null) {
      identity = next;
      if (ready) tell(context());
    },
  },
});

function start(): void {
  document.body.append(host);
  // Who has written before gets answers on the badge at once; for everybody else the frame loads when the launcher is wanted.
  if (remembered(`${store}:begun`)) makeFrame();
}
const idle = (): void => void ('requestIdleCallback' in window ? requestIdleCallback(start, { timeout: 3000 }) : setTimeout(start, 200));
if (document.readyState === 'complete') idle();
else addEventListener('load', idle);
