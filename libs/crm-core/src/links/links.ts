import { read, type Core } from '../core.ts';
import type { LinkContent, LinksApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, scope } from '../visibility.ts';
import { firstLink } from './first-link.ts';

/** So long a page's own words are believed; a page that had nothing to say is asked again sooner. */
const KNOWN_DAYS = 7;
const NOTHING_DAYS = 1;

interface Row {
  readonly text: string;
  readonly allowed: boolean;
}
interface Cached extends Omit<LinkContent, 'title'> {
  readonly title: string | null;
}

/**
 * Which link of a message may be looked at. Nothing is asked for spam, for private inboxes, for what only colleagues read, nor,
 * unless the company says so, for letters (channels with a subject): their links sign people in and unsubscribe them.
 */
const ALLOWED = `m.kind = 'text' AND m.deleted_at IS NULL AND NOT c.spam AND NOT i.is_private AND CASE k.link_previews
  WHEN 'all' THEN true WHEN 'chats' THEN NOT EXISTS (SELECT 1 FROM jsonb_array_elements(i.capabilities) a WHERE a->>'channel' = m.channel AND (a->>'subject')::boolean) ELSE false END`;

export function createLinks(core: Core): LinksApi {
  const { query, one } = read(core);
  return {
    of: async (actor, messageId) => {
      const row = await one<Row>(
        `SELECT m.text, ${ALLOWED} AS allowed FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN inbox i ON i.id = m.inbox_id CROSS JOIN company k
         WHERE m.id = $4 AND ${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE}`, [...scope(actor), messageId]);
      if (!row) throw new NotFound('message');
      const url = row.allowed ? firstLink(row.text) : null;
      if (url === null) return null;
      const known = await one<Cached>(
        `SELECT title, description, site, image FROM link_preview WHERE url = $1
         AND fetched_at > $2::timestamptz - CASE WHEN title IS NULL THEN interval '${NOTHING_DAYS} day' ELSE interval '${KNOWN_DAYS} days' END`, [url, core.now()]);
      return { url, known: known === undefined ? undefined : known.title === null ? null : { ...known, title: known.title } };
    },
    record: async (url, found) => {
      await query(
        `INSERT INTO link_preview (url, title, description, site, image, fetched_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (url) DO UPDATE SET title = EXCLUDED.title, description = EXCLUDED.description, site = EXCLUDED.site, image = EXCLUDED.image, fetched_at = EXCLUDED.fetched_at`,
        [url, found?.title ?? null, found?.description ?? null, found?.site ?? null, found?.image ?? null, core.now()]);
    },
    forget: async (days) => (await query<{ url: string }>('DELETE FROM link_preview WHERE fetched_at < $1 RETURNING url', [new Date(core.now().getTime() - days * 86_400_000)])).length,
  };
}
