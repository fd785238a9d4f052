import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Chat, ChatState } from './chat.ts';
import { Composer } from './composer.tsx';
import { Introduction, wantsIntroduction } from './introduction.tsx';
import { OwnMessage, TheirMessage, WaitingMessage } from './message.tsx';
import { backAt, dayOf, timeOf, WORDS, type Language } from './words.ts';
import { CloseIcon, TelegramIcon } from './icons.tsx';
import { useLate } from './use-late.ts';

const TROUBLE_AFTER_MS = 3_000;

export function App({ chat, state, language, shown, close }: { chat: Chat; state: ChatState; language: Language; shown: boolean; close: (() => void) | null }) {
  const words = WORDS[language];
  const { session } = state;
  const company = session?.company ?? '';
  const input = useRef<HTMLTextAreaElement>(null);
  const offline = useLate(!state.connected && !state.gone, TROUBLE_AFTER_MS);
  const asks = session !== null && state.loaded && wantsIntroduction(session, state);

  useEffect(() => {
    if (shown) input.current?.focus();
  }, [shown, asks]);

  return (
    <section class="wg" role="dialog" aria-label={words.chat(company)} onKeyDown={(event) => event.key === 'Escape' && close?.()}>
      <header>
        <span class="av" aria-hidden="true">
          {(state.agent ?? company).slice(0, 1).toUpperCase() || 'O'}
          {session?.hours.open && <i />}
        </span>
        <div class="grow">
          <h1>{[state.agent, company].filter(Boolean).join(', ') || words.chat('')}</h1>
          <p>{session ? hoursLine(session.hours, language) : ' '}</p>
        </div>
        {close && (
          <button type="button" class="ib" aria-label={words.close} onClick={close}>
            <CloseIcon />
          </button>
        )}
      </header>
      {state.gone ? (
        <p class="gone">{words.gone}</p>
      ) : (
        <>
          {offline && <p class="offline" role="status">{words.offline}</p>}
          <Thread chat={chat} state={state} language={language} />
          {asks && session ? <Introduction session={session} language={language} done={(profile) => chat.introduce(profile)} /> : <Composer chat={chat} session={session} language={language} input={input} />}
          <footer>
            {session?.telegramUrl && (
              <a href={session.telegramUrl} target="_blank" rel="noopener noreferrer">
                <TelegramIcon /> {words.telegram}
              </a>
            )}
            <span class="grow" />
            <span>{words.by}</span>
          </footer>
        </>
      )}
      <p class="vh" role="status">{state.typing === null ? '' : words.typing(state.typing)}</p>
    </section>
  );
}

function Thread({ chat, state, language }: { chat: Chat; state: ChatState; language: Language }) {
  const words = WORDS[language];
  const box = useRef<HTMLDivElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const newest = `${state.thread.at(-1)?.id} ${state.outbox.length} ${state.typing}`;
  const stick = (): void => {
    if (box.current && atBottom.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(stick, [newest]);
  // Also when the chat is shown, the keyboard comes up, a picture gets its size.
  useEffect(() => {
    const observer = new ResizeObserver(stick);
    for (const element of [box.current, log.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const now = new Date();
  let day = '';
  let author: string | null = null;
  return (
    <div class="thread" ref={box} tabIndex={0} onScroll={({ currentTarget: t }) => (atBottom.current = t.scrollHeight - t.scrollTop - t.clientHeight < 40)}>
      <span class="grow" />
      {state.earlier && <button type="button" class="quiet" onClick={() => void chat.earlier()}>{words.earlier}</button>}
      {state.loaded && !state.thread.length && !state.outbox.length && <div class="msg"><div class="bub">{state.session?.greeting ?? words.hello}</div></div>}
      <div role="log" class="log" ref={log}>
        {state.thread.map((message) => {
          const at = new Date(message.at);
          const label = dayOf(at, now, language);
          const separator = label !== day && <div class="day" key={`day ${label}`}>{(day = label)}</div>;
          if (separator) author = null;
          const named = message.direction === 'outbound' && message.authorName !== author ? message.authorName : null;
          author = message.direction === 'outbound' ? message.authorName : null;
          return [
            separator,
            message.direction === 'inbound' ? (
              <OwnMessage key={message.id} message={message} read={state.readUpTo !== null && message.at <= state.readUpTo} chat={chat} language={language} />
            ) : (
              <TheirMessage key={message.id} message={message} named={named} chat={chat} language={language} />
            ),
          ];
        })}
        {state.outbox.map((message) => <WaitingMessage key={message.id} message={message} chat={chat} language={language} />)}
      </div>
      {state.typing !== null && (
        <div class="typing" aria-hidden="true">
          <span class="dots"><i /><i /><i /></span>
          {words.typing(state.typing)}
        </div>
      )}
    </div>
  );
}

function hoursLine(hours: NonNullable<ChatState['session']>['hours'], language: Language): string {
  const words = WORDS[language];
  if (hours.open) return hours.until ? words.openUntil(timeOf(new Date(hours.until), language)) : words.open;
  return hours.opensAt ? words.awayUntil(backAt(new Date(hours.opensAt), new Date(), language)) : words.away;
}
