import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who stands in for whom, when what nobody looks after goes back, and what was handed over for how long. */
export class Absence1700000000020 implements MigrationInterface {
  name = 'Absence1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE app_user ADD deputy_id uuid REFERENCES app_user CHECK (deputy_id <> id);
      -- Working minutes that a customer waits for an owner who is off duty, or who is there and silent; null: it stays theirs.
      ALTER TABLE company ADD off_duty_return_minutes integer CHECK (off_duty_return_minutes >= 0), ADD silent_return_minutes integer CHECK (silent_return_minutes > 0);

      CREATE TABLE handover (
        -- Made by the client: the idempotency key.
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user,
        deputy_id uuid NOT NULL REFERENCES app_user CHECK (deputy_id <> user_id),
        begun_by uuid NOT NULL REFERENCES app_user,
        begun_at timestamptz NOT NULL,
        ended_by uuid REFERENCES app_user,
        ended_at timestamptz,
        CHECK ((ended_by IS NULL) = (ended_at IS NULL))
      );
      CREATE UNIQUE INDEX handover_running ON handover (user_id) WHERE ended_at IS NULL;
      CREATE INDEX handover_begun ON handover (begun_at DESC, id DESC);

      -- The log: what moved, to whom (null: the queue), and what became of it.
      CREATE TABLE handover_item (
        handover_id uuid NOT NULL REFERENCES handover,
        kind text NOT NULL CHECK (kind IN ('conversation', 'task', 'deal', 'alarm')),
        thing_id uuid NOT NULL,
        to_id uuid REFERENCES app_user,
        moved_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('returned', 'kept', 'over')),
        settled_at timestamptz,
        PRIMARY KEY (handover_id, kind, thing_id),
        CHECK ((outcome IS NULL) = (settled_at IS NULL))
      );
      CREATE INDEX handover_item_open ON handover_item (handover_id) WHERE outcome IS NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
