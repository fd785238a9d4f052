import type { AttachmentKind, VisitorMessageView } from '../../../../libs/crm-core/src/views.ts';

/** What `apps/api/src/widget` answers and pushes. */
export type Message = Omit<VisitorMessageView, 'externalId'> & {
  /** Of what this visitor wrote: the id the page gave it. */
  clientId: string | null;
};
export type Asked = 'no' | 'optional' | 'required';
export interface Session {
  token: string;
  visitorId: string;
  signedIn: boolean;
  company: string;
  language: 'ru' | 'uk' | 'en' | 'browser';
  accent: string | null;
  greeting: string | null;
  prechat: { name: Asked; phone: Asked; email: Asked };
  files: { maxBytes: number; maxCount: number; types: string[] } | null;
  typingPreview: boolean;
  telegramUrl: string | null;
  /** `until`: when today ends (null: round the clock); `opensAt`: when somebody is back (null: not known). */
  hours: { open: true; until: string | null } | { open: false; opensAt: string | null };
}
/** The newest page of the thread; `next` asks for what came before. */
export interface History {
  items: Message[];
  next: string | null;
  readUpTo: string | null;
  agent: string | null;
}
export interface Pushes {
  hello: History;
  message: Message;
  read: { readUpTo: string | null };
  typing: { name: string | null };
  agent: { agent: string | null };
}
export interface UploadedFile {
  ticket: string;
  name: string;
  mime: string;
  size: number;
  kind: AttachmentKind;
}
/** Written here and not yet seen in the thread. */
export interface Outgoing {
  id: string;
  text: string;
  files: UploadedFile[];
  at: string;
  state: 'waiting' | 'accepted' | 'refused';
}
