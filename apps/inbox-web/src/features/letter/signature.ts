import type { InboxView, MeView } from '../../../../../libs/crm-core/src/views.ts';
import { roleName } from '../../i18n/words.ts';

/** Whoever has a signature of their own signs with it, everybody else with the mailbox's. HTML; '' = none. */
export function signatureFor(me: MeView | null, inbox: Pick<InboxView, 'signature'> | undefined): string {
  const template = me?.signature || inbox?.signature || '';
  return me ? filledIn(template, { name: me.name, role: roleName(me.role), phone: me.phone ?? '' }) : template;
}

/** A line that says nothing but what is not known goes. */
export function filledIn(template: string, values: Readonly<Record<'name' | 'role' | 'phone', string>>): string {
  return template
    .replace(/<(p|div)>([^<]*\{(name|role|phone)\}[^<]*)<\/\1>/g, (line, _tag: string, _words: string, key: keyof typeof values) => (values[key] ? line : ''))
    .replace(/\{(name|role|phone)\}/g, (_, key: keyof typeof values) => escaped(values[key]));
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
