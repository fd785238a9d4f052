import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pipelines with their stages, deals with the history of their moves, and the reasons for which leads and deals end. */
export class Deals1700000000015 implements MigrationInterface {
  name = 'Deals1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pipeline (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        position integer NOT NULL,
        removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE stage (
        id uuid PRIMARY KEY,
        pipeline_id uuid NOT NULL REFERENCES pipeline,
        name text NOT NULL,
        colour text NOT NULL,
        position integer NOT NULL,
        -- Without these a deal does not get here.
        required text[] NOT NULL DEFAULT '{}' CHECK (required <@ ARRAY['amount', 'expectedOn', 'probability', 'owner']),
        stuck_after_days integer CHECK (stuck_after_days > 0),
        script text NOT NULL DEFAULT '',
        -- [{ id, text }], in order; ticked per deal.
        checks jsonb NOT NULL DEFAULT '[]',
        removed_at timestamptz,
        UNIQUE (id, pipeline_id)
      );
      CREATE INDEX stage_pipeline ON stage (pipeline_id, position) WHERE removed_at IS NULL;

      -- Those that come with the program have a code, by which each reader sees them in their language; a company's own have a name.
      CREATE TABLE reason (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('lead-junk', 'deal-lost')),
        code text,
        name text NOT NULL,
        position integer NOT NULL,
        removed_at timestamptz
      );
      CREATE UNIQUE INDEX reason_name ON reason (kind, lower(name)) WHERE removed_at IS NULL;
      INSERT INTO reason (id, kind, code, name, position)
      SELECT gen_random_uuid(), kind, code, name, position FROM (VALUES
        ('lead-junk', 'spam', 'spam', 0), ('lead-junk', 'wrong-number', 'Wrong number', 1), ('lead-junk', 'not-our-product', 'Not what we sell', 2),
        ('lead-junk', 'job-seeker', 'Looks for a job', 3), ('lead-junk', 'test', 'test', 4),
        ('deal-lost', 'too-expensive', 'Too expensive', 0), ('deal-lost', 'competitor', 'Bought elsewhere', 1), ('deal-lost', 'no-answer', 'Does not answer', 2),
        ('deal-lost', 'later', 'Not now', 3), ('deal-lost', 'not-in-stock', 'Not in stock', 4), ('deal-lost', 'changed-mind', 'Changed their mind', 5)
      ) AS given (kind, code, name, position);

      ALTER TABLE lead ADD junk_reason_id uuid REFERENCES reason;

      CREATE TABLE deal (
        id uuid PRIMARY KEY,
        title text NOT NULL DEFAULT '',
        contact_id uuid NOT NULL REFERENCES contact,
        conversation_id uuid REFERENCES conversation,
        -- The interest it grew from.
        lead_id uuid UNIQUE REFERENCES lead,
        pipeline_id uuid NOT NULL REFERENCES pipeline,
        stage_id uuid NOT NULL,
        owner_id uuid REFERENCES app_user,
        amount_minor bigint CHECK (amount_minor >= 0),
        currency char(3) NOT NULL,
        expected_on date,
        probability smallint CHECK (probability BETWEEN 0 AND 100),
        comment text NOT NULL DEFAULT '',
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'won', 'lost')),
        lost_reason_id uuid REFERENCES reason,
        competitor text,
        return_on date,
        stage_since timestamptz NOT NULL,
        created_by uuid REFERENCES app_user,
        created_at timestamptz NOT NULL,
        closed_at timestamptz,
        FOREIGN KEY (stage_id, pipeline_id) REFERENCES stage (id, pipeline_id),
        CHECK ((status = 'lost') = (lost_reason_id IS NOT NULL)),
        CHECK ((status = 'open') = (closed_at IS NULL))
      );
      CREATE INDEX deal_column ON deal (stage_id, stage_since DESC, id DESC) WHERE status = 'open';
      CREATE INDEX deal_ended ON deal (pipeline_id, status, closed_at DESC, id DESC) WHERE status <> 'open';
      CREATE INDEX deal_contact ON deal (contact_id);
      CREATE INDEX deal_conversation ON deal (conversation_id) WHERE conversation_id IS NOT NULL;

      CREATE TABLE deal_tick (
        deal_id uuid NOT NULL REFERENCES deal,
        check_id uuid NOT NULL,
        by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL,
        PRIMARY KEY (deal_id, check_id)
      );
      CREATE TABLE deal_move (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        deal_id uuid NOT NULL REFERENCES deal,
        -- Null: it began.
        from_stage_id uuid REFERENCES stage,
        to_stage_id uuid NOT NULL REFERENCES stage,
        from_status text,
        to_status text NOT NULL,
        -- How long it had stood in the stage it left.
        stood_seconds bigint NOT NULL DEFAULT 0,
        by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL
      );
      CREATE INDEX deal_move_deal ON deal_move (deal_id, id);

      ALTER TABLE task ADD deal_id uuid REFERENCES deal;
      CREATE INDEX task_deal ON task (deal_id, due_at) WHERE status = 'open' AND deal_id IS NOT NULL;
      ALTER TABLE task DROP CONSTRAINT task_kind_check;
      ALTER TABLE task ADD CONSTRAINT task_kind_check CHECK (kind IN ('answer', 'follow-up', 'call-back', 'manual', 'win-back'));
      -- Several lost deals of one conversation may each come back.
      DROP INDEX task_one_automatic;
      CREATE UNIQUE INDEX task_one_automatic ON task (conversation_id, kind) WHERE status = 'open' AND kind NOT IN ('manual', 'win-back');
      -- Who has waited too long, among very many who wait.
      CREATE INDEX conversation_late ON conversation (answer_due_at) WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam;
      DROP INDEX task_to_remind;
      CREATE INDEX task_to_remind ON task (due_at) WHERE status = 'open' AND reminded_at IS NULL AND assignee_id IS NOT NULL AND kind IN ('manual', 'follow-up', 'win-back');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
