import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stored bytes that perhaps no attachment names, so that what nobody names any more can be found and removed. */
export class LooseFiles1700000000002 implements MigrationInterface {
  name = 'LooseFiles1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE loose_file (
        sha256 text PRIMARY KEY,
        -- Not removed before; then only if no attachment names it.
        look_at timestamptz NOT NULL,
        -- Somebody is removing the bytes: until then nobody may rely on them. By the database's clock.
        removing_until timestamptz
      );
      CREATE INDEX loose_file_due ON loose_file (look_at);
      CREATE INDEX attachment_content ON attachment (sha256) WHERE sha256 IS NOT NULL;
      CREATE INDEX attachment_unsent ON attachment (created_at) WHERE message_id IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
