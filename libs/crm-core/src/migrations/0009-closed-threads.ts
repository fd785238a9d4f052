import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail in an old thread finds its closed conversation without reading all of them. */
export class ClosedThreads1700000000009 implements MigrationInterface {
  name = 'ClosedThreads1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX conversation_thread ON conversation (inbox_id, thread_key) WHERE thread_key IS NOT NULL');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
