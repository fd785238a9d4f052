import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is rare is found without walking past everything else: an inbox, a channel, a team, who waits too long. */
export class FindingByWay1700000000011 implements MigrationInterface {
  name = 'FindingByWay1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEMA);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}

const SCHEMA = /* sql */ `
-- Tables beside the row, not indexes on it: an index takes an entry with each message, these take one with each new inbox or channel.
-- Without references: they are written by the statement that writes the row (conversations/save.ts), and no conversation is ever deleted.
CREATE TABLE conversation_inbox (
  inbox_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  PRIMARY KEY (inbox_id, conversation_id)
);
CREATE TABLE conversation_channel (
  channel text NOT NULL,
  conversation_id uuid NOT NULL,
  PRIMARY KEY (channel, conversation_id)
);
INSERT INTO conversation_inbox (inbox_id, conversation_id) SELECT DISTINCT unnest(inbox_ids), id FROM conversation;
INSERT INTO conversation_channel (channel, conversation_id) SELECT DISTINCT unnest(channels), id FROM conversation;

-- The orders of the lists, with what is late in the same entry: walked from end to end without a look at the rows.
DROP INDEX conversation_queue;
DROP INDEX conversation_open;
CREATE INDEX conversation_queue ON conversation (waiting_since, id, answer_due_at) WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam;
CREATE INDEX conversation_open ON conversation (last_message_at DESC, id DESC, answer_due_at) WHERE status <> 'closed' AND NOT spam;
-- A team is seldom given; where there is none, nothing is written.
CREATE INDEX conversation_team ON conversation (team_id) WHERE team_id IS NOT NULL AND status <> 'closed';
`;
