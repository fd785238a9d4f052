import type { PageContext } from '../messages-between.ts';
import { call, Later, Refused } from './api.ts';
import type { History, Message, Outgoing, Pushes, Session, UploadedFile } from './protocol.ts';
import { openSocket, type Socket } from './socket.ts';
import type { Store } from './store.ts';
import { leavesGap, merge, stillOut, unreadSince } from './thread.ts';

export interface Profile {
  name?: string;
  phone?: string;
  email?: string;
}
export interface ChatState {
  session: Session | null;
  /** The inbox is switched off, or this site may not show it. */
  gone: boolean;
  connected: boolean;
  loaded: boolean;
  thread: Message[];
  outbox: Outgoing[];
  earlier: string | null;
  readUpTo: string | null;
  agent: string | null;
  typing: string | null;
  unread: number;
  /** Null: nobody was asked yet. */
  profile: Profile | null;
}

const TYPING_SHOWN_MS = 6_000;
const TYPING_EVERY_MS = 3_000;
const POLL_MS = 5_000;
const backOff = (attempt: number): number => Math.min(500 * 2 ** attempt, 20_000) * (0.75 + Math.random() / 2);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The chat of one visitor, without its screen. What is written goes into the outbox first and leaves it only when the thread
 * shows it; what is answered comes by the socket, or by asking while there is none. Nothing depends on this page staying alive.
 */
export class Chat {
  state: ChatState = { session: null, gone: false, connected: false, loaded: false, thread: [], outbox: [], earlier: null, readUpTo: null, agent: null, typing: null, unread: 0, profile: null };
  readonly #inbox: string;
  readonly #store: Store;
  readonly #site: string | null;
  readonly #changed: (state: ChatState) => void;
  #context: PageContext;
  #language: string;
  #socket: Socket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  #flushing = false;
  #looking = false;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;
  #reported = '';

  constructor(inbox: string, store: Store, site: string | null, context: PageContext, language: string, changed: (state: ChatState) => void) {
    this.#inbox = inbox;
    this.#store = store;
    this.#site = site;
    this.#context = context;
    this.#language = language;
    this.#changed = changed;
    const profile = store.get('profile');
    this.state = { ...this.state, outbox: store.outbox(), profile: profile ? (JSON.parse(profile) as Profile) : null };
    addEventListener('online', () => this.#soon(0));
    addEventListener('offline', () => this.#drop());
    setInterval(() => void this.#poll(), POLL_MS);
  }

  /** The page told who and where the visitor is; another identity is another session. */
  setContext(context: PageContext): void {
    const same = JSON.stringify(context.identity) === JSON.stringify(this.#context.identity);
    this.#context = context;
    if (same) return;
    this.#drop();
    this.#set({ session: null, thread: [], earlier: null, loaded: false, readUpTo: null, agent: null, unread: 0 });
    this.#soon(0);
  }

  /** The chat is open before the visitor's eyes, or no longer. */
  setLooking(looking: boolean): void {
    this.#looking = looking;
    this.#seen();
  }

  async start(): Promise<void> {
    const generation = ++this.#generation;
    try {
      const key = this.#context.identity?.userId ? `token:${this.#context.identity.userId}` : 'token';
      const known = this.#store.get(key) ?? this.#store.get('token');
      const response = await call(this.#path('session'), null, { token: known, identity: this.#context.identity, site: this.#site });
      const session = (await response.json()) as Session;
      if (generation !== this.#generation) return;
      this.#store.set(key, session.token);
      this.#set({ session, gone: false });
      this.#connect(session);
      void this.#flush();
    } catch (error) {
      if (generation !== this.#generation) return;
      if (error instanceof Refused && error.status !== 408) this.#set({ gone: true });
      this.#soon(error instanceof Later ? error.afterMs : backOff(this.#attempt++), error instanceof Refused ? 60_000 : 0);
    }
  }

  introduce(profile: Profile): void {
    this.#store.set('profile', JSON.stringify(profile));
    this.#set({ profile });
  }

  write(text: string, files: UploadedFile[]): void {
    const message: Outgoing = { id: crypto.randomUUID(), text, files, at: new Date().toISOString(), state: 'waiting' };
    this.#store.keep(message);
    this.#set({ outbox: [...this.state.outbox, message] });
    void this.#flush();
  }

  again(id: string): void {
    const message = this.state.outbox.find((other) => other.id === id);
    if (!message) return;
    this.#update({ ...message, state: 'waiting' });
    void this.#flush();
  }

  discard(id: string): void {
    this.#store.forget(id);
    this.#set({ outbox: this.state.outbox.filter((message) => message.id !== id) });
  }

  typing(text: string): void {
    const now = Date.now();
    if (now - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = now;
    this.#socket?.emit('typing', this.state.session?.typingPreview ? { preview: text.slice(0, 500) } : {});
  }

  async earlier(): Promise<void> {
    const { session, earlier } = this.state;
    if (!session || !earlier) return;
    const page = await this.#history(session, earlier);
    this.#set({ thread: merge(this.state.thread, page.items), earlier: page.next });
  }

  async upload(file: File): Promise<UploadedFile> {
    const form = new FormData();
    form.append('file', file, file.name);
    return (await (await call(this.#path('files'), this.state.session?.token ?? null, form, 120_000)).json()) as UploadedFile;
  }

  async file(id: string): Promise<Blob> {
    return (await call(this.#path(`files/${id}`), this.state.session?.token ?? null)).blob();
  }

  #connect(session: Session): void {
    this.#socket?.close();
    const socket = openSocket(location.origin, { inboxId: this.#inbox, token: session.token }, {
      event: (name, payload) => {
        if (socket === this.#socket) this.#take(name as keyof Pushes, payload);
      },
      down: (refused) => {
        if (socket !== this.#socket) return;
        this.#socket = null;
        this.#set({ connected: false });
        if (refused) this.#set({ session: null });
        this.#soon(backOff(this.#attempt++));
      },
    });
    this.#socket = socket;
  }

  #take(name: keyof Pushes, payload: unknown): void {
    switch (name) {
      case 'hello':
        this.#attempt = 0;
        this.#set({ connected: true });
        void this.#catchUp(payload as Pushes['hello']);
        void this.#flush();
        return;
      case 'message':
        this.#show([payload as Pushes['message']]);
        return;
      case 'read':
      case 'agent':
        this.#set(payload as Pushes['read'] | Pushes['agent']);
        return;
      case 'typing':
        clearTimeout(this.#typingEnds);
        this.#set({ typing: (payload as Pushes['typing']).name ?? '' });
        this.#typingEnds = setTimeout(() => this.#set({ typing: null }), TYPING_SHOWN_MS);
    }
  }

  /** Shows the newest page, and asks further back until it meets what was known before the gap. */
  async #catchUp(newest: History): Promise<void> {
    const known = this.state.thread;
    const { session } = this.state;
    const pages = [newest];
    while (session && leavesGap(known, pages.at(-1)!)) pages.push(await this.#history(session, pages.at(-1)!.next));
    this.#set({ readUpTo: newest.readUpTo, agent: newest.agent, loaded: true, ...(known.length ? {} : { earlier: newest.next }) });
    this.#show(pages.flatMap((page) => page.items));
  }

  #show(news: readonly Message[]): void {
    const thread = merge(this.state.thread, news);
    const outbox = stillOut(this.state.outbox, thread);
    for (const message of this.state.outbox) if (!outbox.includes(message)) this.#store.forget(message.id);
    const answered = news.some((message) => message.direction === 'outbound');
    this.#set({ thread, outbox, ...(answered && { typing: null }) });
    this.#seen();
  }

  /** Counts what is unread and reports how far our answers got: to the page, or before the visitor's eyes. */
  #seen(): void {
    const { thread, session } = this.state;
    const last = thread.findLast((message) => message.direction === 'outbound');
    if (last && this.#looking) this.#store.set('seen', last.at);
    this.#set({ unread: unreadSince(thread, this.#store.get('seen') ?? '') });
    if (!last?.deliveryId || !session) return;
    const status = this.#looking ? 'read' : 'delivered';
    const report = `${last.deliveryId} ${status}`;
    if (this.#reported === report || this.#reported === `${last.deliveryId} read`) return;
    this.#reported = report;
    call(this.#path('receipts'), session.token, { type: 'receipt', status, deliveryId: last.deliveryId, upTo: last.at }).catch(() => {
      this.#reported = '';
    });
  }

  /** One after the other, in the order they were written; a message that cannot go holds back the next. */
  async #flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      for (let attempt = 0; ; ) {
        const { session } = this.state;
        const next = this.state.outbox.find((message) => message.state === 'waiting');
        if (!session || !next) return;
        try {
          await call(this.#path('messages'), session.token, this.#posted(next));
          attempt = 0;
          if (this.state.outbox.some((message) => message.id === next.id)) this.#update({ ...next, state: 'accepted' });
          if (!this.state.connected) await this.#poll();
        } catch (error) {
          if (error instanceof Refused && error.status === 401) {
            this.#set({ session: null });
            this.#soon(0);
            return;
          }
          if (error instanceof Refused && error.status !== 408) this.#update({ ...next, state: 'refused' });
          else await wait(error instanceof Later ? error.afterMs : backOff(attempt++));
        }
      }
    } finally {
      this.#flushing = false;
    }
  }

  #posted(message: Outgoing): unknown {
    const { page, referrer, landingPage, utm, clickId } = this.#context;
    const profile = Object.fromEntries(Object.entries(this.state.profile ?? {}).filter(([, value]) => value));
    return {
      type: 'message', id: message.id, text: message.text, files: message.files.map((file) => file.ticket), language: this.#language,
      ...(Object.keys(profile).length && { profile }),
      ...(page && { page }),
      source: { utm, ...(referrer && { referrer }), ...(landingPage && { landingPage }), ...(clickId && { clickId }) },
    };
  }

  /** Proxies may forbid WebSockets; then the thread is asked for. */
  async #poll(): Promise<void> {
    const { session, connected } = this.state;
    if (!session || connected || document.hidden) return;
    try {
      await this.#catchUp(await this.#history(session, null));
    } catch {
      // The socket or the next poll will do.
    }
  }

  async #history(session: Session, after: string | null): Promise<History> {
    return (await (await call(this.#path(`messages${after ? `?after=${encodeURIComponent(after)}` : ''}`), session.token)).json()) as History;
  }

  #drop(): void {
    this.#generation++;
    this.#socket?.close();
    this.#socket = null;
    this.#set({ connected: false });
  }

  #soon(ms: number, atLeast = 0): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      const { session } = this.state;
      if (this.state.connected) return;
      if (session) this.#connect(session);
      else void this.start();
    }, Math.max(ms, atLeast));
  }

  #update(message: Outgoing): void {
    this.#store.keep(message);
    this.#set({ outbox: this.state.outbox.map((other) => (other.id === message.id ? message : other)) });
  }

  #path(rest: string): string {
    return `/widget/${this.#inbox}/${rest}`;
  }

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.#changed(this.state);
  }
}
