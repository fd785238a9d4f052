import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A notification leads to the message or the job it is about; what a person has not seen yet is found without reading all they were ever told. */
export class Telling1700000000012 implements MigrationInterface {
  name = 'Telling1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification ADD message_id uuid REFERENCES message ON DELETE SET NULL;
      -- Jobs are forgotten after a week, what was said of them is not.
      ALTER TABLE notification ADD job_id uuid;
      CREATE INDEX notification_message ON notification (message_id) WHERE message_id IS NOT NULL;
      CREATE INDEX notification_unread ON notification (user_id, created_at DESC, id DESC) WHERE read_at IS NULL AND type <> 'new-inquiry';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
