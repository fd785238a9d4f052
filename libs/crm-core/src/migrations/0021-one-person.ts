import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two contacts that are one person: who was merged into whom, and where each row goes when that is undone. And what a company wants to know of its people. */
export class OnePerson1700000000021 implements MigrationInterface {
  name = 'OnePerson1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE contact
        -- Into whom this one was merged; null: stands alone. Those form a tree, and all rows of the tree belong to its root.
        ADD merged_into uuid REFERENCES contact CHECK (merged_into <> id),
        -- The root of the tree, where it is another one.
        ADD merged_root uuid REFERENCES contact,
        ADD CHECK ((merged_into IS NULL) = (merged_root IS NULL)),
        ADD company_name text NOT NULL DEFAULT '',
        -- Values of the company's own fields, by their id.
        ADD fields jsonb NOT NULL DEFAULT '{}';
      CREATE INDEX contact_merged_into ON contact (merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX contact_merged_root ON contact (merged_root) WHERE merged_root IS NOT NULL;

      CREATE TABLE contact_merge (
        id uuid PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        contact_id uuid NOT NULL REFERENCES contact,
        into_id uuid NOT NULL REFERENCES contact,
        by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL,
        -- What it changed in the survivor: { column: { before, after } }.
        changed jsonb NOT NULL DEFAULT '{}',
        undone_by uuid REFERENCES app_user,
        undone_at timestamptz,
        CHECK ((undone_at IS NULL) OR (undone_by IS NOT NULL))
      );
      CREATE UNIQUE INDEX contact_merge_standing ON contact_merge (contact_id) WHERE undone_at IS NULL;
      CREATE INDEX contact_merge_into ON contact_merge (into_id, seq) WHERE undone_at IS NULL;

      -- home_id: whose it is when nobody is merged; null: its contact's.
      ALTER TABLE contact_identity ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE conversation ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE lead ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE touch ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE sales_order ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE task ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE deal ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      ALTER TABLE alarm ADD home_id uuid REFERENCES contact CHECK (home_id <> contact_id);
      CREATE INDEX alarm_contact ON alarm (contact_id) WHERE contact_id IS NOT NULL;

      -- One open of each home: a merge keeps what is open on both sides, and its undoing never meets a second one. All of one home have one contact.
      DROP INDEX conversation_one_open_per_contact;
      CREATE UNIQUE INDEX conversation_one_open_per_contact ON conversation (contact_id, COALESCE(home_id, contact_id)) WHERE status <> 'closed' AND thread_key IS NULL;
      DROP INDEX lead_one_open_per_contact;
      CREATE UNIQUE INDEX lead_one_open_per_contact ON lead (contact_id, COALESCE(home_id, contact_id)) WHERE status = 'open';
      CREATE INDEX duplicate_hint_other ON duplicate_hint (other_id);
      CREATE INDEX duplicate_hint_open ON duplicate_hint (created_at DESC, id DESC) WHERE dismissed_at IS NULL;

      CREATE TABLE contact_field (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice')),
        choices text[] NOT NULL DEFAULT '{}',
        position integer NOT NULL,
        removed_at timestamptz,
        CHECK ((kind = 'choice') = (choices <> '{}'))
      );
      CREATE UNIQUE INDEX contact_field_name ON contact_field (lower(name)) WHERE removed_at IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
