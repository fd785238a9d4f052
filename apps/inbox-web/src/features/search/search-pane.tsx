import { Lock, Package, Search, X } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { FoundMessageView, FoundOrderView, FoundPersonView, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { money, rowTime, shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { orderStatusName, orderTone } from '../../i18n/words.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { say, setWindow } from '../../store/window-state.ts';
import { ContactAvatar } from '../../ui/avatar.tsx';
import { Button, Empty, Failed, IconButton } from '../../ui/controls.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Marked } from '../../ui/marked.tsx';
import { useKeys } from '../shell/keys.ts';
import { openMessage } from '../thread/open-message.ts';
import type { EarlySearch } from './early.ts';
import { FilterChips } from './filter-chips.tsx';
import { noFilters, useSearch, type Found } from './use-search.ts';
import './search.css';

/** One thing that was found, in the order of the screen. */
type Hit =
  | { readonly type: 'person'; readonly key: string; readonly person: FoundPersonView }
  | { readonly type: 'order'; readonly key: string; readonly order: FoundOrderView }
  | { readonly type: 'message'; readonly key: string; readonly message: FoundMessageView };

const atFirst = 20;
const atMost = 200;

const hitsOf = (found: Found | null): Hit[] =>
  found
    ? [
        ...found.view.people.slice(0, found.view.messages.length > 0 ? 8 : undefined).map((person): Hit => ({ type: 'person', key: `person ${person.contactId}`, person })),
        ...found.view.orders.map((order): Hit => ({ type: 'order', key: `order ${order.orderId}`, order })),
        ...found.view.messages.map((message): Hit => ({ type: 'message', key: `message ${message.messageId}`, message })),
      ]
    : [];

/** People, orders and messages over the whole history, in place of the list. Arrows and Enter; a message opens where it was said. */
export function SearchPane({ view, onClose, early }: { view: InboxListName; onClose: () => void; early: EarlySearch }) {
  const [, go] = useLocation();
  const [words, setWords] = useState(early.words);
  const [filters, setFilters] = useState(noFilters);
  const [limit, setLimit] = useState(atFirst);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { found, busy, failure, retry } = useSearch(words, filters, limit);
  const hits = useMemo(() => hitsOf(found), [found]);
  const wantsFirst = useRef(early.enter);

  const open = (hit: Hit | undefined): void => {
    if (!hit) return;
    setActive(hits.indexOf(hit));
    field.current?.blur();
    switch (hit.type) {
      case 'person':
        if (hit.person.conversationId) go(`/inbox/${view}/${hit.person.conversationId}`);
        else setWindow({ dialog: 'start', startWith: { contactId: hit.person.contactId } });
        return;
      case 'order':
        if (hit.order.conversationId) go(`/inbox/${view}/${hit.order.conversationId}`);
        setWindow({ panelOpen: true, panelMode: 'person' });
        return;
      case 'message':
        openMessage(view, hit.message.conversationId, hit.message.messageId);
    }
  };
  // A new answer begins at its top; Enter that was pressed before it came opens that.
  useEffect(() => {
    setActive(0);
    if (!busy && wantsFirst.current) {
      wantsFirst.current = false;
      open(hits[0]);
    }
  }, [found, busy]);
  useEffect(() => { if (found && !busy) say(t('search.count', { n: hits.length })); }, [found, busy]);
  const step = (by: 1 | -1): number => {
    const next = Math.min(Math.max(active + by, 0), Math.max(0, hits.length - 1));
    setActive(next);
    return next;
  };
  useLayoutEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);
  useKeys({
    Slash: () => field.current?.select(),
    Escape: onClose,
    KeyJ: () => open(hits[step(1)]),
    ArrowDown: () => open(hits[step(1)]),
    KeyK: () => open(hits[step(-1)]),
    ArrowUp: () => open(hits[step(-1)]),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    switch (event.code) {
      case 'ArrowDown':
        step(1);
        break;
      case 'ArrowUp':
        step(-1);
        break;
      case 'Enter':
      case 'NumpadEnter':
        if (busy) wantsFirst.current = true;
        else open(hits[active]);
        break;
      case 'Escape':
        onClose();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  const type = (typed: string): void => {
    setWords(typed);
    setLimit(atFirst);
    wantsFirst.current = false;
  };

  const option = (hit: Hit, content: ReactNode): ReactNode => {
    const index = hits.indexOf(hit);
    return (
      <div key={hit.key} id={`${listId}-${index}`} role="option" aria-selected={index === active} className={`hit ${hit.type}`} data-hit={hit.key} onClick={() => open(hit)}>
        {content}
      </div>
    );
  };
  const groups: { name: string; hits: Hit[] }[] = [
    { name: t('search.people'), hits: hits.filter((hit) => hit.type === 'person') },
    { name: t('search.orders'), hits: hits.filter((hit) => hit.type === 'order') },
    { name: t('search.messages'), hits: hits.filter((hit) => hit.type === 'message') },
  ].filter((group) => group.hits.length > 0);
  return (
    <>
      <div className="list-search">
        <div className="input">
          <Search size={16} aria-hidden="true" />
          <input
            ref={field} type="search" autoFocus autoComplete="off" spellCheck={false} value={words} placeholder={t('list.searchHint')} aria-label={t('list.search')} role="combobox" aria-expanded={hits.length > 0} aria-controls={listId}
            {...(hits.length > 0 && { 'aria-activedescendant': `${listId}-${active}` })} onChange={(event) => type(event.target.value)} onKeyDown={onKeyDown}
          />
          {busy && <span className="spin" />}
          <IconButton icon={X} size={14} small label={t('action.close')} keys="Esc" onClick={onClose} />
        </div>
        <FilterChips filters={filters} onChange={setFilters} />
      </div>
      <div className="rows scrolls search-results" id={listId} {...(hits.length > 0 && { role: 'listbox', 'aria-label': t('search.results') })}>
        {found && found.words !== found.typed && hits.length > 0 && <p className="search-note">{t('search.otherLayout', { words: found.words })}</p>}
        {groups.map((group) => (
          <div key={group.name} role="group" aria-label={group.name}>
            <div className="group" role="presentation"><span>{group.name}</span></div>
            {group.hits.map((hit) => option(hit, hit.type === 'person' ? <Person person={hit.person} /> : hit.type === 'order' ? <Order order={hit.order} /> : <Message message={hit.message} />))}
          </div>
        ))}
        {found?.view.moreMessages && limit < atMost && <div className="search-more"><Button size="s" tone="ghost" onClick={() => setLimit(Math.min(limit * 3, atMost))}>{t('search.more')}</Button></div>}
        {found?.view.messagesBackTo && <p className="search-note">{t('search.backTo', { date: shortDate(found.view.messagesBackTo, Date.now()) })}</p>}
        {failure ? <Failed title={t('search.failed')} text={failure} onRetry={retry} />
          : !words.trim() ? <Empty icon={Search} title={t('search.start')} text={t('search.startText')} />
            : !busy && hits.length === 0 && <Empty icon={Search} title={t('empty.search')} text={t('empty.searchText')} />}
      </div>
    </>
  );
}

function Person({ person }: { person: FoundPersonView }) {
  const now = useMoment();
  return (
    <>
      <ContactAvatar id={person.contactId} name={person.name} group={person.kind === 'group'} channel={person.channels[0] ?? null} />
      <div className="hit-b">
        <div className="hit-1"><span className="row-name cut"><Marked text={person.name} marks={person.nameMarks} /></span>{person.lastMessageAt && <time dateTime={person.lastMessageAt}>{rowTime(person.lastMessageAt, now)}</time>}</div>
        <div className="hit-2 cut">{person.via ? <span className="num"><Marked text={person.via.label} marks={person.via.marks} /></span> : person.conversationId ? <span className="chs">{person.channels.map((channel) => <ChannelGlyph key={channel} channel={channel} size={11} />)}</span> : t('search.noConversation')}</div>
      </div>
    </>
  );
}

function Order({ order }: { order: FoundOrderView }) {
  const now = useMoment();
  return (
    <>
      <span className="card-ico"><Package size={18} aria-hidden="true" /></span>
      <div className="hit-b">
        <div className="hit-1"><span className="row-name cut">{t('order.number', { n: order.number })}</span><span className={`chip ${orderTone(order.status)}`}>{orderStatusName(order.status)}</span><time dateTime={order.createdAt}>{rowTime(order.createdAt, now)}</time></div>
        <div className="hit-2 cut">{order.contactName}<span className="sum num">{money(order.totalMinor, order.currency)}</span></div>
      </div>
    </>
  );
}

function Message({ message }: { message: FoundMessageView }) {
  const now = useMoment();
  const meId = useDesk((state) => state.me?.id);
  const author = useDesk((state) => (message.authorId && message.authorId !== meId ? state.users[message.authorId]?.name : undefined));
  const who = message.direction === 'inbound' ? null : message.authorId && message.authorId === meId ? t('list.you') : author ? t('list.author', { name: author.split(' ')[0] ?? author }) : null;
  return (
    <>
      <ContactAvatar id={message.contactId} name={message.contactName} group={message.contactKind === 'group'} channel={message.channel} />
      <div className="hit-b">
        <div className="hit-1"><span className="row-name cut">{message.contactName}</span><time dateTime={message.occurredAt}>{rowTime(message.occurredAt, now)}</time></div>
        <div className="hit-words">
          {message.kind === 'note' && <Lock size={12} role="img" aria-label={t('composer.note')} />}
          {message.place !== 'text' && <span className="t3">{message.place === 'subject' ? t('search.inSubject') : t('search.inFile')} </span>}
          {who && <span className="t3">{who} </span>}
          <Marked text={message.excerpt} marks={message.marks} />
        </div>
      </div>
    </>
  );
}
