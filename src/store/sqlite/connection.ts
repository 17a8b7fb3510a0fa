/** One open SQLite file: its statements, prepared once each, and its transactions. */
import { type Database, guarded, type Statement } from "./database.js";
import type { Layout } from "./detect.js";

export interface ConnectionOptions {
  readonly path: string;
  readonly layout: Layout;
  readonly readOnly: boolean;
  /** Absolute folder of experiments that name no artifact location. */
  readonly artifactRoot: string;
}

export class Connection {
  readonly path: string;
  readonly layout: Layout;
  readonly readOnly: boolean;
  readonly artifactRoot: string;
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(db: Database, options: ConnectionOptions) {
    this.#db = db;
    this.path = options.path;
    this.layout = options.layout;
    this.readOnly = options.readOnly;
    this.artifactRoot = options.artifactRoot;
  }

  all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    return guarded(this.path, () => this.#prepared(sql).all(...parameters) as Row[]);
  }

  get<Row>(sql: string, ...parameters: unknown[]): Row | undefined {
    return guarded(this.path, () => this.#prepared(sql).get(...parameters) as Row | undefined);
  }

  /** Returns the number of rows changed. */
  run(sql: string, ...parameters: unknown[]): number {
    return guarded(this.path, () => this.#prepared(sql).run(...parameters).changes);
  }

  /** Runs `work` in one transaction that takes the write lock first, so that what it reads stays true until it commits. */
  write<T>(work: () => T): T {
    return guarded(this.path, () => this.#db.transaction(work).immediate());
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql) as Statement;
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
