import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail in an old thread finds its closed conversation without reading all of them; the feed is trimmed in its own order, without an index that each event pays for. */
export class ThreadAndFeedIndexes1700000000009 implements MigrationInterface {
  name = 'ThreadAndFeedIndexes1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX conversation_thread ON conversation (inbox_id, thread_key) WHERE thread_key IS NOT NULL');
    await runner.query('DROP INDEX sync_event_at');
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
