import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reports count: each inquiry with its working time to the first answer and to its end, kept as it was when it happened. */
export class Reports1700000000022 implements MigrationInterface {
  name = 'Reports1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- From the customer's first words to the closing; their next words after that begin another one. Made from the messages (reports/measure.ts).
      CREATE TABLE inquiry (
        conversation_id uuid NOT NULL REFERENCES conversation,
        number integer NOT NULL,
        inbox_id uuid REFERENCES inbox,
        channel text NOT NULL,
        opened_at timestamptz NOT NULL,
        answered_at timestamptz,
        -- Null: nobody of ours by name (the owner's phone, a copy in Sent).
        answered_by uuid REFERENCES app_user,
        -- In working time, by the hours and holidays as they were when it was measured.
        answer_seconds integer CHECK (answer_seconds >= 0),
        closed_at timestamptz,
        closed_by uuid REFERENCES app_user,
        resolution_seconds integer CHECK (resolution_seconds >= 0),
        PRIMARY KEY (conversation_id, number),
        CHECK ((answered_at IS NULL) = (answer_seconds IS NULL)),
        CHECK ((closed_at IS NULL) = (resolution_seconds IS NULL))
      );
      CREATE INDEX inquiry_opened ON inquiry (opened_at);
      CREATE INDEX inquiry_closed ON inquiry (closed_at) WHERE closed_at IS NOT NULL;

      -- How far it is measured: as search_progress.
      CREATE TABLE inquiry_progress (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        cursor text,
        walk uuid
      );
      INSERT INTO inquiry_progress DEFAULT VALUES;

      -- Imported letters asked nothing of anybody; from now on they say so themselves.
      UPDATE message SET payload = payload || '{"history": true}' WHERE kind = 'text' AND direction <> 'internal' AND automatic IS NULL AND created_at > occurred_at + interval '3 days';

      CREATE INDEX lead_created ON lead (created_at, id);
      CREATE INDEX lead_contact ON lead (contact_id, created_at, id);
      CREATE INDEX lead_closed ON lead (closed_at) WHERE status = 'junk';
      CREATE INDEX deal_created ON deal (pipeline_id, created_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
