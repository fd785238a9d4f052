import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stock of a product, what was paid of an order, how its status went, and what a company's documents say of it. */
export class ProductsAndOrders1700000000018 implements MigrationInterface {
  name = 'ProductsAndOrders1700000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
      -- Null: not counted.
      ALTER TABLE product ADD stock numeric(15, 3);

      CREATE TABLE order_payment (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES sales_order,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        paid_on date NOT NULL,
        method text NOT NULL CHECK (method IN ('cash', 'card', 'transfer', 'other')),
        by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL,
        -- It was a slip: no longer counted, still known.
        removed_at timestamptz
      );
      CREATE INDEX order_payment_order ON order_payment (order_id, paid_on, id) WHERE removed_at IS NULL;

      CREATE TABLE order_status_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES sales_order,
        -- Null: it began.
        from_status text,
        to_status text NOT NULL,
        by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL
      );
      CREATE INDEX order_status_change_order ON order_status_change (order_id, id);
      -- Of orders made before there was a history only their beginning is known.
      INSERT INTO order_status_change (order_id, to_status, by_id, at) SELECT id, 'new', created_by, created_at FROM sales_order ORDER BY number;

      ALTER TABLE company ADD legal_name text NOT NULL DEFAULT '';
      ALTER TABLE company ADD requisites text NOT NULL DEFAULT '';
      ALTER TABLE company ADD document_footer text NOT NULL DEFAULT '';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; restore a backup instead.');
  }
}
