import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each event names the transaction that wrote it, so that a counter which was read meanwhile knows whether it holds that change already. */
export class CountedOnce1700000000016 implements MigrationInterface {
  name = 'CountedOnce1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sync_event ADD writer bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
