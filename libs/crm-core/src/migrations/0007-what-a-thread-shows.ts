import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Previews of links in messages, and whose letters a person sees with pictures from elsewhere. */
export class WhatAThreadShows1700000000007 implements MigrationInterface {
  name = 'WhatAThreadShows1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- 'chats': not for links in letters, which hold unsubscribe and sign-in links.
      ALTER TABLE company ADD COLUMN link_previews text NOT NULL DEFAULT 'chats' CHECK (link_previews IN ('off', 'chats', 'all'));
      -- What pages said of themselves; a cache that may be emptied at any time.
      CREATE TABLE link_preview (
        url text PRIMARY KEY CHECK (length(url) <= 2000),
        -- Null: there is nothing to show.
        title text,
        description text,
        site text,
        image text,
        fetched_at timestamptz NOT NULL
      );
      CREATE INDEX link_preview_age ON link_preview (fetched_at);
      -- Letters of these contacts are shown with pictures from elsewhere, to these people.
      CREATE TABLE pictures_shown (
        user_id uuid NOT NULL REFERENCES app_user,
        contact_id uuid NOT NULL REFERENCES contact,
        PRIMARY KEY (user_id, contact_id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
