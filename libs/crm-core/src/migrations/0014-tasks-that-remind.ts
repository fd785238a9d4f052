import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A task reminds its assignee when it is due, says what came of it, and stands in the calendar that a person reads elsewhere. */
export class TasksThatRemind1700000000014 implements MigrationInterface {
  name = 'TasksThatRemind1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- When its assignee was told that it is due; null again when it is put off or given to somebody else.
      ALTER TABLE task ADD reminded_at timestamptz;
      ALTER TABLE task ADD result text NOT NULL DEFAULT '';
      -- Nobody is told of what was late before there were reminders.
      UPDATE task SET reminded_at = now() WHERE status = 'open' AND due_at <= now();
      CREATE INDEX task_to_remind ON task (due_at) WHERE status = 'open' AND reminded_at IS NULL AND assignee_id IS NOT NULL AND kind IN ('manual', 'follow-up');

      ALTER TABLE notification ADD task_id uuid REFERENCES task ON DELETE SET NULL;
      CREATE INDEX notification_task ON notification (task_id) WHERE task_id IS NOT NULL;

      -- Whoever has the address reads the tasks: only its hash is kept.
      ALTER TABLE app_user ADD calendar_hash bytea UNIQUE;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
