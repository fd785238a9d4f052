import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks of everybody are read page by page: what is open by when it is due, what is done by when that was. */
export class ListsOfTasks1700000000017 implements MigrationInterface {
  name = 'ListsOfTasks1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE INDEX task_open ON task (due_at, id) WHERE status = 'open';
      CREATE INDEX task_done ON task (done_at, id) WHERE status = 'done';
      CREATE INDEX task_done_by ON task (assignee_id, done_at, id) WHERE status = 'done';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
