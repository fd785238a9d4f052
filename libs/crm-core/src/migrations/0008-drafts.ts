import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody has typed and not sent, the same on each of their devices. */
export class Drafts1700000000008 implements MigrationInterface {
  name = 'Drafts1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE draft (
        user_id uuid NOT NULL REFERENCES app_user,
        conversation_id uuid NOT NULL REFERENCES conversation,
        mode text NOT NULL CHECK (mode IN ('reply', 'note')),
        -- Of the words that are being written now, made by the client at the first of them. Null: nothing is written.
        id uuid,
        text text NOT NULL DEFAULT '',
        -- What the composer keeps beside the words (channel, subject, recipients, files); nothing here reads it.
        beside jsonb NOT NULL DEFAULT '{}',
        -- Uploads that go with it; they must stay.
        attachment_ids uuid[] NOT NULL DEFAULT '{}',
        -- Words that were written at the same time on another device, newest first: [{id, text, beside, attachmentIds, at}].
        others jsonb NOT NULL DEFAULT '[]',
        -- Grows with each change; a device says from which one it went on.
        version integer NOT NULL,
        -- The last one that was sent or discarded: when it comes late once more, it stays gone.
        gone_id uuid,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, conversation_id, mode),
        CHECK (id IS NOT NULL OR (text = '' AND beside = '{}'))
      );
      CREATE INDEX draft_live ON draft (user_id, changed_at DESC) WHERE id IS NOT NULL OR others <> '[]';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
