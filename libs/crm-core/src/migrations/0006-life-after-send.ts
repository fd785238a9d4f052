import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What becomes of a message after Send: held back or put off, taken back, changed or deleted for both; and how a person signs. */
export class LifeAfterSend1700000000006 implements MigrationInterface {
  name = 'LifeAfterSend1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Not claimed before: held for seconds so that its author can take it back, or put off to a day of their choice.
      ALTER TABLE delivery ADD COLUMN not_before timestamptz;

      ALTER TABLE app_user ADD COLUMN signature text NOT NULL DEFAULT '';
      ALTER TABLE inbox ADD COLUMN signature text NOT NULL DEFAULT '';

      -- Words that stood in a message until somebody changed them, the customer or one of us.
      CREATE TABLE message_version (
        id uuid PRIMARY KEY,
        message_id uuid NOT NULL REFERENCES message,
        text text NOT NULL,
        html text,
        replaced_at timestamptz NOT NULL,
        -- Null: the customer changed their own.
        replaced_by uuid REFERENCES app_user
      );
      CREATE INDEX message_version_message ON message_version (message_id, replaced_at);

      -- What a person wants changed at the vendor; the same change twice is one change, so it is asked again until it is known.
      CREATE TABLE message_change (
        id uuid PRIMARY KEY,
        message_id uuid NOT NULL REFERENCES message,
        kind text NOT NULL CHECK (kind IN ('edit', 'delete')),
        text text,
        by_id uuid NOT NULL REFERENCES app_user,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
        attempt integer NOT NULL DEFAULT 0,
        retry_at timestamptz NOT NULL,
        failure text,
        created_at timestamptz NOT NULL,
        CHECK ((kind = 'edit') = (text IS NOT NULL))
      );
      CREATE UNIQUE INDEX message_change_one_pending ON message_change (message_id) WHERE state = 'pending';
      CREATE INDEX message_change_due ON message_change (retry_at) WHERE state = 'pending';
      CREATE INDEX message_change_message ON message_change (message_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
