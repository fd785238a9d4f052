import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms: the rules with their ladders, what nobody reacted to in time, and which step of which ladder was told to whom. */
export class Alarms1700000000019 implements MigrationInterface {
  name = 'Alarms1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      ALTER TABLE company ADD head_of_sales_id uuid REFERENCES app_user, ADD company_owner_id uuid REFERENCES app_user;
      -- Where its people work by another clock than the company's.
      ALTER TABLE team ADD time_zone text;
      ALTER TABLE inbox ADD broken_since timestamptz;
      UPDATE inbox SET broken_since = now() WHERE health = 'broken';

      CREATE TABLE alarm_rule (
        kind text PRIMARY KEY CHECK (kind IN ('first-answer', 'reply', 'unowned-lead', 'task-overdue', 'deal-stuck', 'no-next-step', 'channel-down', 'send-failed')),
        position smallint NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        -- [{ who, minutes, clock, ways }] in order; minutes since the wait began, so the first step's are the threshold.
        steps jsonb NOT NULL,
        -- What began before is nobody's alarm.
        applies_from timestamptz NOT NULL
      );
      INSERT INTO alarm_rule (kind, position, steps, applies_from)
      SELECT kind, position, steps::jsonb, now() FROM (VALUES
        ('first-answer', 0, '[{"who":"owner","minutes":15,"clock":"working","ways":["desktop","telegram"]},{"who":"head-of-sales","minutes":30,"clock":"working","ways":["desktop","telegram"]},{"who":"company-owner","minutes":60,"clock":"working","ways":["desktop","telegram","email"]}]'),
        ('reply', 1, '[{"who":"owner","minutes":30,"clock":"working","ways":["desktop","telegram"]},{"who":"head-of-sales","minutes":60,"clock":"working","ways":["desktop","telegram"]},{"who":"company-owner","minutes":120,"clock":"working","ways":["desktop","telegram","email"]}]'),
        ('unowned-lead', 2, '[{"who":"owner","minutes":15,"clock":"working","ways":["desktop","telegram"]},{"who":"head-of-sales","minutes":30,"clock":"working","ways":["desktop","telegram"]},{"who":"company-owner","minutes":60,"clock":"working","ways":["telegram","email"]}]'),
        ('task-overdue', 3, '[{"who":"owner","minutes":30,"clock":"working","ways":["desktop"]},{"who":"head-of-sales","minutes":240,"clock":"working","ways":["desktop"]}]'),
        ('deal-stuck', 4, '[{"who":"owner","minutes":0,"clock":"working","ways":["desktop"]},{"who":"head-of-sales","minutes":540,"clock":"working","ways":["desktop"]}]'),
        ('no-next-step', 5, '[{"who":"owner","minutes":60,"clock":"working","ways":["desktop"]},{"who":"head-of-sales","minutes":540,"clock":"working","ways":["desktop"]}]'),
        ('channel-down', 6, '[{"who":"head-of-sales","minutes":5,"clock":"always","ways":["desktop","telegram"]},{"who":"company-owner","minutes":30,"clock":"always","ways":["desktop","telegram","email"]}]'),
        ('send-failed', 7, '[{"who":"owner","minutes":5,"clock":"working","ways":["desktop","telegram"]},{"who":"head-of-sales","minutes":20,"clock":"working","ways":["desktop","telegram"]},{"who":"company-owner","minutes":60,"clock":"working","ways":["telegram","email"]}]')
      ) AS given (kind, position, steps);

      CREATE TABLE alarm (
        id uuid PRIMARY KEY,
        kind text NOT NULL REFERENCES alarm_rule,
        -- What waits: one person on however many channels is one.
        subject text NOT NULL,
        title text NOT NULL,
        contact_id uuid REFERENCES contact,
        conversation_id uuid REFERENCES conversation,
        lead_id uuid REFERENCES lead,
        task_id uuid REFERENCES task,
        deal_id uuid REFERENCES deal,
        inbox_id uuid REFERENCES inbox,
        message_id uuid REFERENCES message,
        since timestamptz NOT NULL,
        -- Null: the company's.
        time_zone text,
        -- The ladder as it was when the alarm was raised: a changed rule is for the next one.
        steps jsonb NOT NULL,
        state text NOT NULL DEFAULT 'raised' CHECK (state IN ('raised', 'taken', 'resolved')),
        -- How many steps were told, and when the next one is due; null: the ladder is at its end or stopped.
        step smallint NOT NULL DEFAULT 0,
        next_at timestamptz,
        money_minor bigint,
        money_currency char(3),
        raised_at timestamptz NOT NULL,
        taken_by uuid REFERENCES app_user,
        taken_at timestamptz,
        resolved_at timestamptz,
        -- The same wait is one alarm, also when it was thought to be over.
        UNIQUE (kind, subject, since),
        CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
        CHECK (state <> 'taken' OR taken_by IS NOT NULL),
        CHECK (state = 'raised' OR next_at IS NULL)
      );
      CREATE UNIQUE INDEX alarm_one_active ON alarm (subject) WHERE state <> 'resolved';
      CREATE INDEX alarm_next ON alarm (next_at) WHERE state = 'raised' AND next_at IS NOT NULL;
      CREATE INDEX alarm_active ON alarm (since, id) WHERE state <> 'resolved';
      CREATE INDEX alarm_conversation ON alarm (conversation_id) WHERE state <> 'resolved';
      CREATE INDEX alarm_task ON alarm (task_id) WHERE state <> 'resolved' AND task_id IS NOT NULL;
      CREATE INDEX alarm_deal ON alarm (deal_id) WHERE state <> 'resolved' AND deal_id IS NOT NULL;

      -- Each step of each alarm once, whatever dies and however many workers climb.
      CREATE TABLE alarm_step (
        alarm_id uuid NOT NULL REFERENCES alarm,
        position smallint NOT NULL,
        who text NOT NULL,
        user_ids uuid[] NOT NULL,
        ways text[] NOT NULL,
        due_at timestamptz NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (alarm_id, position)
      );

      ALTER TABLE notification ADD alarm_id uuid REFERENCES alarm ON DELETE SET NULL,
        -- What it says of the alarm, or of the many it stands for.
        ADD alarm jsonb,
        -- How else its person is still to be told; null: as of any other.
        ADD ways_left text[];
      CREATE INDEX notification_alarm ON notification (alarm_id) WHERE alarm_id IS NOT NULL;
      CREATE INDEX notification_alarms_of ON notification (user_id, created_at DESC) WHERE type = 'alarm';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
