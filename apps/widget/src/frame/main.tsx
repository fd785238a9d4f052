import { render } from 'preact';
import type { PageContext, ToFrame, ToLoader } from '../messages-between.ts';
import { App } from './app.tsx';
import { Chat } from './chat.ts';
import { createStore, memoryArea } from './store.ts';
import { languageOf } from './words.ts';
import './style.css';

const inbox = decodeURIComponent(location.pathname.split('/').pop() ?? '');
const embedded = window.parent !== window;

function area(): Storage | ReturnType<typeof memoryArea> {
  try {
    localStorage.setItem('okno', '');
    return localStorage;
  } catch {
    return memoryArea();
  }
}

function begin(site: string | null, first: PageContext): void {
  const tell = (message: ToLoader): void => {
    if (embedded && site) window.parent.postMessage(message, site);
  };
  if (first.theme === 'dark' || first.theme === 'light') document.documentElement.dataset.theme = first.theme;
  let shown = !embedded;
  let begun = false;
  let unread = -1;
  // The wish of the inbox comes with the session; until then the page and the browser decide.
  const browserLanguage = languageOf('', first.language, navigator.languages);
  const chat = new Chat(inbox, createStore(area(), inbox), site, first, browserLanguage, (state) => {
    const language = languageOf(state.session?.language ?? '', first.language, navigator.languages);
    document.documentElement.lang = language;
    if (state.session?.accent) document.documentElement.style.setProperty('--accent', state.session.accent);
    render(<App chat={chat} state={state} language={language} shown={shown} close={embedded ? () => tell({ okno: 'close' }) : null} />, document.body);
    if (state.unread !== unread) tell({ okno: 'unread', count: (unread = state.unread) });
    if (!begun && (state.thread.length || state.outbox.length)) {
      begun = true;
      tell({ okno: 'begun' });
    }
  });
  const look = (): void => chat.setLooking(shown && !document.hidden);
  document.addEventListener('visibilitychange', look);
  addEventListener('message', ({ source, origin, data }: MessageEvent<ToFrame>) => {
    if (source !== window.parent || origin !== site) return;
    if (data.okno === 'context') chat.setContext(data.context);
    else {
      shown = data.okno === 'opened';
      look();
    }
  });
  look();
  void chat.start();
}

if (embedded) {
  // The first word of the page tells which site it is: the browser vouches for the origin, and the server checks it against the list.
  const first = ({ source, origin, data }: MessageEvent<ToFrame>): void => {
    if (source !== window.parent || data.okno !== 'context') return;
    removeEventListener('message', first);
    begin(origin, data.context);
  };
  addEventListener('message', first);
  // Nothing in it is secret, and the site is not known yet.
  window.parent.postMessage({ okno: 'ready' } satisfies ToLoader, '*');
} else {
  begin(null, { page: location.href.slice(0, 1900), referrer: document.referrer, landingPage: location.href.slice(0, 1900), utm: {}, clickId: '', language: '', theme: '', identity: null });
}
