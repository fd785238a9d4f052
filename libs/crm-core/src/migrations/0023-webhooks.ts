import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programs of others that are told what happened: where, what of it, and how each telling went. */
export class Webhooks1700000000023 implements MigrationInterface {
  name = 'Webhooks1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      CREATE TABLE webhook_endpoint (
        id uuid PRIMARY KEY,
        url text NOT NULL,
        description text NOT NULL DEFAULT '',
        event_types text[] NOT NULL,
        -- Encrypted: the secret, and the one before it while both sign (see apps/api).
        secrets bytea NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        -- Why it is told nothing: a person switched it off, or it said that it is gone (410).
        disabled_reason text CHECK (disabled_reason IN ('by-person', 'gone')),
        created_by uuid NOT NULL REFERENCES app_user,
        created_at timestamptz NOT NULL,
        removed_at timestamptz,
        CHECK (enabled = (disabled_reason IS NULL))
      );

      -- What happened, in the order of the commits. Kept for some weeks, so that it can be told again.
      CREATE TABLE webhook_event (
        id uuid PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        type text NOT NULL,
        -- Of one thing the events are told in their order.
        thing_id uuid NOT NULL,
        at timestamptz NOT NULL,
        noted_at timestamptz NOT NULL,
        -- As text: it is only ever read whole.
        data json NOT NULL
      );
      CREATE INDEX webhook_event_noted ON webhook_event (noted_at);

      CREATE TABLE webhook_delivery (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoint,
        event_id uuid NOT NULL REFERENCES webhook_event,
        -- Of the event, where the order is looked for.
        seq bigint NOT NULL,
        thing_id uuid NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
        -- Since it was last begun anew.
        attempts integer NOT NULL DEFAULT 0,
        -- Counts every claim: an outcome is written only while this is still the number that was claimed.
        fence integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        claim_expires_at timestamptz,
        attempted_at timestamptz,
        answer_status integer,
        answer text,
        failure text,
        UNIQUE (endpoint_id, event_id)
      );
      CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, seq) WHERE status = 'pending';
      CREATE INDEX webhook_delivery_thing ON webhook_delivery (endpoint_id, thing_id, seq) WHERE status = 'pending';
      CREATE INDEX webhook_delivery_failed ON webhook_delivery (endpoint_id, seq) WHERE status = 'failed';
      CREATE INDEX webhook_delivery_log ON webhook_delivery (endpoint_id, seq DESC);
      CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id);

      -- How each thing stood when it was last told of, so that a change of it can be told from its beginning.
      CREATE TABLE webhook_known (
        kind text NOT NULL,
        thing_id uuid NOT NULL,
        -- Null: it was there before anybody was told.
        digest text,
        facts jsonb NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL,
        PRIMARY KEY (kind, thing_id)
      );
      CREATE INDEX webhook_known_messages ON webhook_known (at) WHERE kind = 'message';

      -- How far the feed of changes was read for them; null: there is nobody to be told.
      CREATE TABLE webhook_progress (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        epoch uuid,
        position bigint,
        event_id bigint,
        CHECK ((epoch IS NULL) = (position IS NULL) AND (epoch IS NULL) = (event_id IS NULL))
      );
      INSERT INTO webhook_progress DEFAULT VALUES;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
