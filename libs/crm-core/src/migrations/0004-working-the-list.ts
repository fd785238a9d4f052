import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people sort and hand over their work by: labels, priority, followers, mentions, views of their own, many at once, and taking it back. */
export class WorkingTheList1700000000004 implements MigrationInterface {
  name = 'WorkingTheList1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}

const SCHEMA = /* sql */ `
CREATE TABLE label (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- The name of a colour of the window's tokens.
  colour text NOT NULL CHECK (colour IN ('grey', 'red', 'amber', 'green', 'teal', 'violet', 'pink', 'brown')),
  -- What carried it keeps its id, and shows it no more.
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX label_name ON label (lower(name)) WHERE deleted_at IS NULL;

-- Beside these three: what ingest reads with the row anyway, so that a list row or an event costs no further question.
-- The tables are what lists are found by; both are written by the same act.
ALTER TABLE conversation
  ADD COLUMN priority text NOT NULL DEFAULT 'none' CHECK (priority IN ('none', 'low', 'normal', 'high', 'urgent')),
  ADD COLUMN label_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN participant_ids uuid[] NOT NULL DEFAULT '{}',
  -- The sum of open orders beside it, in the currency of the newest.
  ADD COLUMN money_minor bigint NOT NULL DEFAULT 0 CHECK (money_minor >= 0),
  ADD COLUMN money_currency char(3);
UPDATE conversation c SET money_minor = m.minor, money_currency = m.currency FROM (
  SELECT DISTINCT ON (o.conversation_id) o.conversation_id, o.currency,
    (SELECT sum(s.total_minor)::bigint FROM sales_order s WHERE s.conversation_id = o.conversation_id AND s.currency = o.currency AND s.status NOT IN ('done', 'cancelled')) AS minor
  FROM sales_order o WHERE o.status NOT IN ('done', 'cancelled') AND o.conversation_id IS NOT NULL ORDER BY o.conversation_id, o.created_at DESC, o.id DESC
) m WHERE m.conversation_id = c.id;
CREATE TABLE conversation_label (
  label_id uuid NOT NULL REFERENCES label,
  conversation_id uuid NOT NULL REFERENCES conversation,
  PRIMARY KEY (label_id, conversation_id)
);
CREATE INDEX conversation_label_conversation ON conversation_label (conversation_id);
-- Colleagues who follow a conversation that is not theirs.
CREATE TABLE participant (
  user_id uuid NOT NULL REFERENCES app_user,
  conversation_id uuid NOT NULL REFERENCES conversation,
  added_by uuid REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX participant_conversation ON participant (conversation_id);
-- Who was named in a note.
CREATE TABLE mention (
  message_id uuid NOT NULL REFERENCES message,
  user_id uuid NOT NULL REFERENCES app_user,
  conversation_id uuid NOT NULL REFERENCES conversation,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz,
  PRIMARY KEY (message_id, user_id)
);
CREATE INDEX mention_user ON mention (user_id, conversation_id);
CREATE INDEX mention_unseen ON mention (user_id, conversation_id) WHERE seen_at IS NULL;

-- Followers see what they follow, also where operators see their own only.
ALTER TABLE sync_event ADD COLUMN participant_ids uuid[];

-- A row stands in one of the two, so that both together cost what one index of all did; and each is read in its order.
CREATE INDEX conversation_open ON conversation (last_message_at DESC, id DESC) WHERE status <> 'closed' AND NOT spam;
CREATE INDEX conversation_closed ON conversation (last_message_at DESC, id DESC) WHERE status = 'closed' AND NOT spam;
DROP INDEX conversation_status;
-- Small ones: few conversations stand in them, the others cost nothing.
CREATE INDEX conversation_spam ON conversation (last_message_at DESC, id DESC) WHERE spam;
CREATE INDEX conversation_money ON conversation (money_minor DESC, waiting_since, id) WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam AND money_minor > 0;
CREATE INDEX conversation_priority ON conversation (priority) WHERE priority <> 'none' AND status <> 'closed' AND NOT spam;

-- A list somebody made for themselves or for all.
CREATE TABLE saved_view (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  owner_id uuid NOT NULL REFERENCES app_user,
  shared boolean NOT NULL DEFAULT false,
  -- View, order and filter: shapes in views.ts.
  choice jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_view_owner ON saved_view (owner_id);

-- What a person did last to a conversation, so that they can take it back: what it was before and after.
CREATE TABLE last_act (
  user_id uuid NOT NULL REFERENCES app_user,
  conversation_id uuid NOT NULL REFERENCES conversation,
  step jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX last_act_at ON last_act (at);

-- The same act on many: who chose what, and how far it is.
CREATE TABLE bulk_job (
  -- Made by the client: the idempotency key.
  id uuid PRIMARY KEY,
  by_id uuid NOT NULL REFERENCES app_user,
  action jsonb NOT NULL,
  chosen jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'done', 'cancelled', 'undoing', 'undone')),
  total integer NOT NULL,
  changed integer NOT NULL DEFAULT 0,
  skipped integer NOT NULL DEFAULT 0,
  undone integer NOT NULL DEFAULT 0,
  -- Changed by somebody since, so taking it back left them alone.
  kept integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX bulk_job_open ON bulk_job (created_at) WHERE status IN ('running', 'undoing');
CREATE INDEX bulk_job_by ON bulk_job (by_id, created_at DESC);
CREATE TABLE bulk_item (
  job_id uuid NOT NULL REFERENCES bulk_job,
  conversation_id uuid NOT NULL REFERENCES conversation,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'changed', 'skipped', 'undone', 'kept')),
  step jsonb,
  PRIMARY KEY (job_id, conversation_id)
);
CREATE INDEX bulk_item_to_do ON bulk_item (job_id, conversation_id) WHERE state = 'waiting';
CREATE INDEX bulk_item_changed ON bulk_item (job_id, conversation_id) WHERE state = 'changed';
`;
