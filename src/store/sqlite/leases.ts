/** Who keeps which run open, in labbook's one extra table; made on first use in files that MLflow created. */
import type { Lease, LeaseBook } from "../store.js";
import type { Connection } from "./connection.js";
import { leaseTable } from "./schema.js";

export class SqliteLeases implements LeaseBook {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async hold(lease: Lease): Promise<void> {
    this.#connection.write(() => {
      this.#connection.run(leaseTable);
      this.#connection.run(
        "INSERT INTO labbook_leases (run_uuid, lease) VALUES (?, ?) ON CONFLICT (run_uuid) DO UPDATE SET lease = excluded.lease",
        lease.runId,
        JSON.stringify(lease),
      );
    });
  }

  async release(runId: string): Promise<void> {
    if (!this.#tableExists()) return;
    this.#connection.run("DELETE FROM labbook_leases WHERE run_uuid = ?", runId);
  }

  async all(): Promise<readonly Lease[]> {
    if (!this.#tableExists()) return [];
    return this.#connection
      .all<{ lease: string }>("SELECT lease FROM labbook_leases ORDER BY run_uuid")
      .map((row) => JSON.parse(row.lease) as Lease);
  }

  #tableExists(): boolean {
    return (
      this.#connection.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'labbook_leases'") !== undefined
    );
  }
}
