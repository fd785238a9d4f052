import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The index of messages and people. Everything in these three tables is made from other tables after their commit (search/indexer.ts):
 * they may be emptied at any time, and a backup leaves them out.
 */
export class Search1700000000003 implements MigrationInterface {
  name = 'Search1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE message_search (
        message_id uuid PRIMARY KEY REFERENCES message ON DELETE CASCADE,
        conversation_id uuid NOT NULL REFERENCES conversation,
        inbox_id uuid,
        channel text,
        occurred_at timestamptz NOT NULL,
        -- Our own stems, with places and weights (A subject, B text, C names of files), and the month as one more.
        lexemes tsvector NOT NULL
      );
      -- The indexer empties the list of pending entries itself, outside any transaction that the feed would wait for.
      CREATE INDEX message_search_lexemes ON message_search USING gin (lexemes) WITH (fastupdate = on, gin_pending_list_limit = 4096);
      CREATE INDEX message_search_newest ON message_search (occurred_at DESC, message_id DESC);

      CREATE TABLE contact_search (
        contact_id uuid PRIMARY KEY REFERENCES contact ON DELETE CASCADE,
        -- The name in one alphabet and one spelling; a space before each word.
        name_key text NOT NULL,
        -- Addresses as people type them, one a line, each line ended.
        addresses text NOT NULL
      );
      CREATE INDEX contact_search_name ON contact_search USING gin (name_key gin_trgm_ops);
      CREATE INDEX contact_search_addresses ON contact_search USING gin (addresses gin_trgm_ops);

      -- How far the index is: everything before this place of the feed is in it, except what the walk over older rows has still before it.
      CREATE TABLE search_progress (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        -- Null: begin anew.
        cursor text,
        -- The last row of each table that the walk has seen; null: it is at its end.
        message_walk uuid,
        contact_walk uuid
      );
      INSERT INTO search_progress DEFAULT VALUES;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
