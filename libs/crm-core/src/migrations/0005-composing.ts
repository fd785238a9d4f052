import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people answer with again and again, and how each of them likes to write. */
export class Composing1700000000005 implements MigrationInterface {
  name = 'Composing1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Habits of the person's window; what is not there is as in users/preferences.ts.
      ALTER TABLE app_user ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';

      CREATE TABLE canned_reply (
        id uuid PRIMARY KEY,
        title text NOT NULL,
        -- Typed after the slash; without one it is found by its title and words.
        code text CHECK (code <> ''),
        -- One person's, one team's, or with neither everybody's.
        owner_id uuid REFERENCES app_user,
        team_id uuid REFERENCES team ON DELETE CASCADE,
        -- Words by language: {"ru": "…", "uk": "…", "en": "…"}, at least one.
        texts jsonb NOT NULL CHECK (texts <> '{}'),
        created_by uuid REFERENCES app_user,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (owner_id IS NULL OR team_id IS NULL)
      );
      -- Two answers under one code would be a guess; a personal one may carry the code of a shared one.
      CREATE UNIQUE INDEX canned_reply_code ON canned_reply (COALESCE(owner_id, team_id, '00000000-0000-0000-0000-000000000000'), lower(code)) WHERE code IS NOT NULL;
      CREATE INDEX canned_reply_owner ON canned_reply (owner_id) WHERE owner_id IS NOT NULL;

      -- Files that go with it. Each use makes attachments of their own over the same bytes.
      CREATE TABLE canned_reply_file (
        id uuid PRIMARY KEY,
        reply_id uuid NOT NULL REFERENCES canned_reply ON DELETE CASCADE,
        position integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('image', 'audio', 'voice', 'video', 'sticker', 'file')),
        name text NOT NULL,
        mime text NOT NULL,
        size bigint NOT NULL,
        sha256 text NOT NULL
      );
      CREATE INDEX canned_reply_file_reply ON canned_reply_file (reply_id, position);
      CREATE INDEX canned_reply_file_content ON canned_reply_file (sha256);

      -- Who uses what how often: the order in which they are offered.
      CREATE TABLE canned_reply_use (
        reply_id uuid NOT NULL REFERENCES canned_reply ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES app_user,
        used_count integer NOT NULL,
        last_used_at timestamptz NOT NULL,
        PRIMARY KEY (reply_id, user_id)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
