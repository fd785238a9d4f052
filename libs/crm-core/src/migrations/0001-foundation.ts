import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every table of the first release. The database holds the invariants: what must be unique or ordered is a constraint here. */
export class Foundation1700000000001 implements MigrationInterface {
  name = 'Foundation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}

const SCHEMA = /* sql */ `
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One row: the company this installation serves.
CREATE TABLE company (
  id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  name text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('ru', 'uk', 'en')),
  currency char(3) NOT NULL DEFAULT 'EUR',
  country char(2) NOT NULL DEFAULT 'UA',
  time_zone text NOT NULL DEFAULT 'UTC',
  working_hours jsonb NOT NULL DEFAULT '{"days":[[{"from":540,"to":1080}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[],[]]}',
  holidays jsonb NOT NULL DEFAULT '[]',
  operators_see_own_only boolean NOT NULL DEFAULT false,
  -- Transaction ids start anew in another server: a restore or a move sets a new epoch, which makes every cursor too old.
  feed_epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Events up to here were trimmed: a cursor before it has missed something.
  feed_floor bigint NOT NULL DEFAULT 0,
  feed_floor_id bigint NOT NULL DEFAULT 0,
  set_up_at timestamptz
);
INSERT INTO company DEFAULT VALUES;

CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  email citext NOT NULL UNIQUE,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'manager', 'admin')),
  password_hash text,
  active boolean NOT NULL DEFAULT true,
  on_duty boolean NOT NULL DEFAULT false,
  locale text NOT NULL DEFAULT 'en' CHECK (locale IN ('ru', 'uk', 'en')),
  theme text NOT NULL DEFAULT 'system' CHECK (theme IN ('light', 'dark', 'system')),
  phone text,
  -- Where this person is told in Telegram: their chat with the bot of an inbox.
  telegram_chat_id text,
  telegram_inbox_id uuid,
  capacity integer CHECK (capacity > 0),
  last_assigned_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE team (id uuid PRIMARY KEY, name text NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE team_member (
  team_id uuid NOT NULL REFERENCES team ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES app_user,
  PRIMARY KEY (team_id, user_id)
);

-- Tokens are stored as SHA-256 only.
CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  user_agent text NOT NULL DEFAULT '',
  ip text NOT NULL DEFAULT ''
);
CREATE INDEX session_of_user ON session (user_id);
CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  name text NOT NULL,
  user_id uuid NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
-- Set-up link, invitation, password reset, linking of a Telegram account: each works once.
CREATE TABLE one_time_token (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('setup', 'invitation', 'password-reset', 'telegram-link')),
  user_id uuid REFERENCES app_user,
  payload jsonb NOT NULL DEFAULT '{}',
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE inbox (
  id uuid PRIMARY KEY,
  adapter text NOT NULL CHECK (adapter IN ('email', 'telegram', 'twilio', 'webchat', 'http')),
  name text NOT NULL,
  address text NOT NULL DEFAULT '',
  settings jsonb NOT NULL DEFAULT '{}',
  -- AES-256-GCM: key id, nonce, ciphertext, tag (see apps/api).
  credentials bytea,
  credentials_set text[] NOT NULL DEFAULT '{}',
  -- Data from the adapter, so that the core asks capabilities and never names a channel.
  capabilities jsonb NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  health text NOT NULL DEFAULT 'unknown' CHECK (health IN ('ok', 'broken', 'unknown')),
  health_detail text,
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  assignment text NOT NULL DEFAULT 'round-robin' CHECK (assignment IN ('round-robin', 'least-loaded', 'manual')),
  keep_owner boolean NOT NULL DEFAULT true,
  thread_mode text NOT NULL DEFAULT 'contact' CHECK (thread_mode IN ('contact', 'thread')),
  reopen_days integer NOT NULL DEFAULT 7 CHECK (reopen_days >= 0),
  first_answer_minutes integer NOT NULL DEFAULT 15 CHECK (first_answer_minutes > 0),
  follow_up_days integer NOT NULL DEFAULT 2 CHECK (follow_up_days > 0),
  team_id uuid REFERENCES team,
  is_private boolean NOT NULL DEFAULT false,
  -- The vendor asked the whole account to wait (429 with retry-after). 'infinity': it refused us, and a check must go well first.
  paused_until timestamptz,
  -- Grows with each change of settings or credentials: live adapters of an older version are replaced.
  version integer NOT NULL DEFAULT 1,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE app_user ADD FOREIGN KEY (telegram_inbox_id) REFERENCES inbox;
CREATE TABLE inbox_user (
  inbox_id uuid NOT NULL REFERENCES inbox,
  user_id uuid NOT NULL REFERENCES app_user,
  PRIMARY KEY (inbox_id, user_id)
);
CREATE INDEX inbox_user_user ON inbox_user (user_id);

-- Where a listener stands; moves in the transaction that keeps the raw event.
CREATE TABLE listener_cursor (inbox_id uuid PRIMARY KEY REFERENCES inbox, cursor jsonb NOT NULL, moved_at timestamptz NOT NULL DEFAULT now());
-- One holder at a time for each listener and each periodic job.
CREATE TABLE lease (name text PRIMARY KEY, holder uuid NOT NULL, expires_at timestamptz NOT NULL);

-- Everything providers handed over and we acknowledged, once per inbox and key.
CREATE TABLE raw_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  inbox_id uuid NOT NULL REFERENCES inbox,
  provider_key text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('interpreted', 'ignored', 'quarantined', 'spam')),
  reason text,
  replayed_at timestamptz,
  UNIQUE (inbox_id, provider_key)
);
CREATE INDEX raw_event_attention ON raw_event (inbox_id, id) WHERE status IN ('quarantined', 'spam');

CREATE TABLE contact (
  id uuid PRIMARY KEY,
  kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company', 'group')),
  name text NOT NULL,
  -- False while the name is only an address; a better name from any channel may then replace it.
  named boolean NOT NULL DEFAULT false,
  owner_id uuid REFERENCES app_user,
  language text,
  blocked_at timestamptz,
  -- The newest row of touch, where every message of theirs looks.
  last_touch jsonb,
  last_touch_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contact_name ON contact USING gin (name gin_trgm_ops);
CREATE TABLE contact_identity (
  id uuid PRIMARY KEY,
  contact_id uuid NOT NULL REFERENCES contact,
  kind text NOT NULL CHECK (kind IN ('email', 'phone', 'telegram', 'visitor', 'http')),
  value text NOT NULL,
  label text NOT NULL,
  verified boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (kind, value)
);
CREATE INDEX contact_identity_contact ON contact_identity (contact_id);
-- Stated but unproven addresses: they hint, they never merge.
CREATE TABLE contact_claim (
  contact_id uuid NOT NULL REFERENCES contact,
  kind text NOT NULL,
  value text NOT NULL,
  origin text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (contact_id, kind, value)
);
CREATE INDEX contact_claim_value ON contact_claim (kind, value);
CREATE TABLE duplicate_hint (
  id uuid PRIMARY KEY,
  contact_id uuid NOT NULL REFERENCES contact,
  other_id uuid NOT NULL REFERENCES contact,
  reason text NOT NULL,
  value text NOT NULL,
  dismissed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (contact_id, other_id, reason, value),
  CHECK (contact_id <> other_id)
);
-- STOP and "blocked the bot": checked before every reply.
CREATE TABLE opt_out (
  inbox_id uuid NOT NULL REFERENCES inbox,
  kind text NOT NULL,
  value text NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (inbox_id, kind, value)
);
-- Senders a person called spam: their mail is kept as a raw event and makes nothing.
CREATE TABLE blocked_sender (kind text NOT NULL, value text NOT NULL, by_id uuid REFERENCES app_user, created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (kind, value));

CREATE TABLE conversation (
  id uuid PRIMARY KEY,
  contact_id uuid NOT NULL REFERENCES contact,
  inbox_id uuid NOT NULL REFERENCES inbox,
  -- Set in "one per thread" inboxes and for mail that may not join; null = the contact's one conversation.
  thread_key text,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'pending', 'snoozed', 'closed')),
  owner_id uuid REFERENCES app_user,
  team_id uuid REFERENCES team,
  subject text,
  waiting_since timestamptz,
  answer_due_at timestamptz,
  first_response_at timestamptz,
  snoozed_until timestamptz,
  closed_at timestamptz,
  last_message_at timestamptz NOT NULL,
  preview jsonb,
  channels text[] NOT NULL DEFAULT '{}',
  inbox_ids uuid[] NOT NULL DEFAULT '{}',
  inbound_count integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 0,
  spam boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL)),
  CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX conversation_one_open_per_contact ON conversation (contact_id) WHERE status <> 'closed' AND thread_key IS NULL;
CREATE UNIQUE INDEX conversation_one_open_per_thread ON conversation (inbox_id, thread_key) WHERE status <> 'closed' AND thread_key IS NOT NULL;
CREATE INDEX conversation_contact ON conversation (contact_id, last_message_at DESC);
CREATE INDEX conversation_queue ON conversation (waiting_since, id) WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam;
CREATE INDEX conversation_owner ON conversation (owner_id, last_message_at DESC, id DESC) WHERE status <> 'closed';
CREATE INDEX conversation_status ON conversation (status, last_message_at DESC, id DESC);
CREATE INDEX conversation_snoozed ON conversation (snoozed_until) WHERE status = 'snoozed';
CREATE TABLE conversation_read (
  user_id uuid NOT NULL REFERENCES app_user,
  conversation_id uuid NOT NULL REFERENCES conversation,
  read_count integer NOT NULL,
  PRIMARY KEY (user_id, conversation_id)
);
CREATE TABLE assignment (
  id uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversation,
  from_id uuid REFERENCES app_user,
  to_id uuid REFERENCES app_user,
  by_id uuid REFERENCES app_user,
  reason text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assignment_conversation ON assignment (conversation_id, created_at);

CREATE TABLE message (
  -- Made by the client that wrote it: the idempotency key.
  id uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversation,
  contact_id uuid NOT NULL REFERENCES contact,
  inbox_id uuid REFERENCES inbox,
  channel text,
  kind text NOT NULL CHECK (kind IN ('text', 'note', 'call', 'activity')),
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal')),
  author_id uuid REFERENCES app_user,
  sender_identity_id uuid REFERENCES contact_identity,
  sender_name text,
  external_id text,
  external_thread_id text,
  mail_id text,
  mail_references text[] NOT NULL DEFAULT '{}',
  album_id text,
  reply_to_id uuid REFERENCES message,
  subject text,
  text text NOT NULL DEFAULT '',
  html text,
  quoted_text text,
  quoted_html text,
  mail_to text[] NOT NULL DEFAULT '{}',
  mail_cc text[] NOT NULL DEFAULT '{}',
  automatic text,
  -- location, contactCard, unsupportedContent, call, activity: shapes in views.ts
  payload jsonb NOT NULL DEFAULT '{}',
  -- The worst of its deliveries.
  delivery_status text CHECK (delivery_status IN ('queued', 'submitting', 'sent', 'delivered', 'read', 'failed', 'uncertain')),
  raw_event_id bigint REFERENCES raw_event,
  occurred_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  edited_at timestamptz,
  deleted_at timestamptz,
  CHECK (kind IN ('note', 'activity') OR (inbox_id IS NOT NULL AND channel IS NOT NULL)),
  CHECK (delivery_status IS NULL OR direction = 'outbound')
);
CREATE UNIQUE INDEX message_external ON message (inbox_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX message_timeline ON message (conversation_id, occurred_at DESC, id DESC);
CREATE INDEX message_mail_id ON message (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX message_thread ON message (inbox_id, external_thread_id, occurred_at DESC) WHERE external_thread_id IS NOT NULL;

-- Files are content-addressed; a row names one and says to which message it belongs.
CREATE TABLE attachment (
  id uuid PRIMARY KEY,
  message_id uuid REFERENCES message,
  uploaded_by uuid REFERENCES app_user,
  position integer NOT NULL DEFAULT 0,
  kind text NOT NULL CHECK (kind IN ('image', 'audio', 'voice', 'video', 'sticker', 'file')),
  name text NOT NULL,
  mime text NOT NULL,
  size bigint,
  width integer,
  height integer,
  duration_seconds integer,
  inline_cid text,
  sha256 text,
  state text NOT NULL CHECK (state IN ('ready', 'pending', 'failed')),
  ref jsonb,
  attempts integer NOT NULL DEFAULT 0,
  retry_at timestamptz,
  error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state = 'ready') = (sha256 IS NOT NULL))
);
CREATE INDEX attachment_message ON attachment (message_id, position);
CREATE INDEX attachment_pending ON attachment (retry_at) WHERE state = 'pending';

-- The outbox: one row per vendor call and recipient. BullMQ only wakes the sender.
CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  -- The order in which a conversation's deliveries go out; taken under the conversation's lock.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  message_id uuid NOT NULL REFERENCES message,
  conversation_id uuid NOT NULL REFERENCES conversation,
  inbox_id uuid NOT NULL REFERENCES inbox,
  position integer NOT NULL,
  recipient_kind text NOT NULL,
  recipient_value text NOT NULL,
  text text NOT NULL,
  attachment_ids uuid[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'submitting', 'sent', 'delivered', 'read', 'failed', 'uncertain')),
  -- The fence: a worker writes its outcome only while this is still the number it claimed.
  attempt integer NOT NULL DEFAULT 0,
  -- When somebody last asked for it: the reply, or a person's Retry. The machine gives up some days after.
  queued_at timestamptz NOT NULL,
  retry_at timestamptz NOT NULL,
  claimed_at timestamptz,
  claim_expires_at timestamptz,
  external_id text,
  aliases text[] NOT NULL DEFAULT '{}',
  failure_kind text,
  failure_code text,
  failure_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (message_id, position),
  CHECK ((status = 'submitting') = (claim_expires_at IS NOT NULL))
);
CREATE INDEX delivery_due ON delivery (retry_at, id) WHERE status = 'queued';
CREATE INDEX delivery_expiring ON delivery (claim_expires_at) WHERE status = 'submitting';
CREATE INDEX delivery_uncertain ON delivery (changed_at) WHERE status = 'uncertain';
CREATE INDEX delivery_conversation_open ON delivery (conversation_id, inbox_id, seq) WHERE status IN ('queued', 'submitting');
-- One mail to three people is three deliveries with one Message-ID.
CREATE UNIQUE INDEX delivery_external ON delivery (inbox_id, external_id, recipient_value) WHERE external_id IS NOT NULL;
CREATE INDEX delivery_alias ON delivery USING gin (aliases) WHERE aliases <> '{}';
-- Receipts that came before we stored the vendor's id wait here.
CREATE TABLE early_receipt (
  inbox_id uuid NOT NULL REFERENCES inbox,
  external_id text NOT NULL,
  status text NOT NULL,
  failure jsonb,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (inbox_id, external_id, status)
);

CREATE TABLE lead (
  id uuid PRIMARY KEY,
  contact_id uuid NOT NULL REFERENCES contact,
  conversation_id uuid REFERENCES conversation,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'converted', 'junk')),
  source jsonb NOT NULL,
  owner_id uuid REFERENCES app_user,
  junk_reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz
);
CREATE UNIQUE INDEX lead_one_open_per_contact ON lead (contact_id) WHERE status = 'open';
CREATE TABLE touch (id uuid PRIMARY KEY, contact_id uuid NOT NULL REFERENCES contact, source jsonb NOT NULL, at timestamptz NOT NULL);
CREATE INDEX touch_contact ON touch (contact_id, at);

CREATE TABLE product (
  id uuid PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  name text NOT NULL,
  unit text NOT NULL DEFAULT 'pcs',
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  currency char(3) NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX product_name ON product USING gin (name gin_trgm_ops);
CREATE INDEX product_sku ON product USING gin (sku gin_trgm_ops);
-- "order" is a word of SQL.
CREATE TABLE sales_order (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY (START WITH 1001) UNIQUE,
  contact_id uuid NOT NULL REFERENCES contact,
  conversation_id uuid REFERENCES conversation,
  status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled')),
  currency char(3) NOT NULL,
  discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
  delivery_minor bigint NOT NULL DEFAULT 0 CHECK (delivery_minor >= 0),
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  comment text NOT NULL DEFAULT '',
  -- Hash of what was ordered: the same id with another content is refused, the same content twice in a minute is asked about.
  fingerprint text NOT NULL,
  created_by uuid REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sales_order_contact ON sales_order (contact_id, created_at DESC);
CREATE INDEX sales_order_conversation ON sales_order (conversation_id);
CREATE TABLE order_line (
  order_id uuid NOT NULL REFERENCES sales_order,
  position integer NOT NULL,
  product_id uuid REFERENCES product,
  name text NOT NULL,
  quantity numeric(12, 3) NOT NULL CHECK (quantity > 0),
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  total_minor bigint NOT NULL,
  PRIMARY KEY (order_id, position)
);

CREATE TABLE task (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('answer', 'follow-up', 'call-back', 'manual')),
  title text NOT NULL DEFAULT '',
  contact_id uuid REFERENCES contact,
  conversation_id uuid REFERENCES conversation,
  order_id uuid REFERENCES sales_order,
  assignee_id uuid REFERENCES app_user,
  due_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),
  created_by uuid REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz
);
-- One of each automatic kind per conversation.
CREATE UNIQUE INDEX task_one_automatic ON task (conversation_id, kind) WHERE status = 'open' AND kind <> 'manual';
CREATE INDEX task_assignee ON task (assignee_id, due_at) WHERE status = 'open';
CREATE INDEX task_conversation ON task (conversation_id) WHERE status = 'open';
CREATE INDEX task_contact ON task (contact_id, due_at);

CREATE TABLE notification (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user,
  type text NOT NULL,
  conversation_id uuid REFERENCES conversation,
  title text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  -- Somebody took it to the person's messenger: at most once.
  alerted_at timestamptz
);
CREATE INDEX notification_user ON notification (user_id, created_at DESC);

-- The feed, in the order (position, id). A position is the writer's transaction id, or the newest transaction that had ended when
-- the event was written, if that is higher: so who waited for somebody's row lock stands behind them, though its own id is older.
-- Readers take positions below the oldest running transaction: nothing can appear there any more. See sync/.
CREATE TABLE sync_event (
  position bigint NOT NULL DEFAULT GREATEST(pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1),
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  -- Who may see it: anyone with a right to one of these inboxes (null = all staff), narrowed by owner and user.
  inbox_ids uuid[],
  owner_id uuid,
  user_id uuid,
  -- As text: it is only ever read whole.
  change json NOT NULL,
  PRIMARY KEY (position, id)
);
CREATE INDEX sync_event_at ON sync_event (at);

CREATE TABLE audit_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  user_id uuid,
  action text NOT NULL,
  thing text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  ip text NOT NULL DEFAULT ''
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
`;
