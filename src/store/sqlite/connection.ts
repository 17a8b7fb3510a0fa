/** One open SQLite file: its layout, its statements, prepared once each, and its transactions. */
import { TrackingError } from "../../errors.js";
import {
  closeReader,
  type Database,
  guarded,
  hasLog,
  openFile,
  pause,
  type Statement,
  useWriteAheadLog,
} from "./database.js";
import { detect, type Layout } from "./detect.js";
import { lift } from "./lift.js";

export interface ConnectionOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Absolute folder of experiments that name no artifact location. */
  readonly artifactRoot: string;
}

const patienceMs = 20_000;
const pauseMs = 50;
const maxStatements = 500;

export class Connection {
  readonly path: string;
  readonly readOnly: boolean;
  readonly artifactRoot: string;
  readonly #statements = new Map<string, Statement>();
  #db: Database;
  #layout: Layout;
  #schemaVersion: number;
  #hadLog = false;

  /** Throws, having written nothing, when the file is no MLflow store or cannot be understood. */
  constructor(options: ConnectionOptions) {
    this.path = options.path;
    this.readOnly = options.readOnly;
    this.artifactRoot = options.artifactRoot;
    ({ db: this.#db, layout: this.#layout, schemaVersion: this.#schemaVersion } = this.#open());
  }

  /** What the file has, also when another process upgraded it while it was open. Inside `write` it cannot change. */
  get layout(): Layout {
    this.#patiently(() => this.#follow());
    return this.#layout;
  }

  /** The sentence that says why nothing is written although `readOnly` was not asked for; undefined when all is well. */
  get readOnlyReason(): string | undefined {
    if (!this.#layout.outdated) return undefined;
    return (
      `${this.path} is of an older MLflow (revision ${this.#layout.revision}, before 2.18) and is only read; ` +
      `\`labbook db upgrade ${this.path}\` makes a backup and brings it up to date`
    );
  }

  all<Row>(sql: string, ...parameters: unknown[]): Row[] {
    return this.#read(() => this.#prepared(sql).all(...parameters) as Row[]);
  }

  /** Rows as lists of their columns: for thousands of rows that is half the work. No text of a statement goes to `all` too. */
  arrays<Row extends readonly unknown[]>(sql: string, ...parameters: unknown[]): Row[] {
    return this.#read(
      () =>
        this.#prepared(sql)
          .raw(true)
          .all(...parameters) as Row[],
    );
  }

  get<Row>(sql: string, ...parameters: unknown[]): Row | undefined {
    return this.#read(() => this.#prepared(sql).get(...parameters) as Row | undefined);
  }

  /** Hands rows to `visit` one by one, as lists of their columns, so that there may be millions. Not for texts given to `all`. */
  each<Row extends readonly unknown[]>(sql: string, parameters: readonly unknown[], visit: (row: Row) => void): void {
    this.#read(() => {
      for (const row of this.#prepared(sql)
        .raw(true)
        .iterate(...parameters))
        visit(row as Row);
    });
  }

  /** A text that is another one whenever this process or another has changed something in the file since. */
  revision(): string {
    return this.#read(() => {
      const { data_version: others } = this.#prepared("PRAGMA data_version").get() as { data_version: number };
      const { own } = this.#prepared("SELECT total_changes() AS own").get() as { own: number };
      return `${this.#layout.revision}.${others}.${own}`;
    });
  }

  /** Returns the number of rows changed. */
  run(sql: string, ...parameters: unknown[]): number {
    if (!this.#db.inTransaction) return this.write(() => this.run(sql, ...parameters));
    return guarded(this.path, () => this.#prepared(sql).run(...parameters).changes);
  }

  /** Runs one statement with each list of parameters; inside `write`. */
  runEach(sql: string, parameters: readonly (readonly unknown[])[]): void {
    guarded(this.path, () => {
      const statement = this.#prepared(sql);
      for (const row of parameters) statement.run(...row);
    });
  }

  /** Runs `work`, which reads in several steps, on one state of the file. */
  snapshot<T>(work: () => T): T {
    if (this.#db.inTransaction || this.#layout.outdated) return work();
    return this.#patiently(() => guarded(this.path, () => this.#db.transaction(work).deferred()));
  }

  /** Runs `work` in one transaction that takes the write lock first, so that what it reads stays true until it commits. */
  write<T>(work: () => T): T {
    if (this.#db.inTransaction) return guarded(this.path, () => this.#db.transaction(work).immediate());
    return this.#patiently(() => {
      if (this.#layout.outdated) this.#follow();
      const reason = this.readOnlyReason;
      if (reason !== undefined) throw new TrackingError("PERMISSION_DENIED", reason);
      const transaction = this.#db.transaction(() => {
        this.#follow();
        return work();
      });
      return guarded(this.path, () => transaction.immediate());
    });
  }

  /** As `write`, but leaves the work, and says so, while another process holds the lock: for what can as well be done later. */
  writeIfFree(work: () => void): boolean {
    this.#db.pragma("busy_timeout = 0");
    try {
      this.write(work);
      return true;
    } catch (error) {
      if (error instanceof TrackingError && error.code === "TEMPORARILY_UNAVAILABLE") return false;
      throw error;
    } finally {
      this.#db.pragma(`busy_timeout = ${patienceMs}`);
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.readonly) closeReader(this.#db, this.path, this.#hadLog);
    else this.#db.close();
  }

  #open(): { db: Database; layout: Layout; schemaVersion: number } {
    this.#hadLog = hasLog(this.path);
    const inspected = openFile(this.path, { readOnly: true });
    try {
      const { layout, schemaVersion } = readLayout(inspected, this.path);
      if (!this.readOnly && !layout.outdated) {
        const db = openFile(this.path);
        useWriteAheadLog(db, this.path);
        inspected.close(); // the writer takes the log away when it closes
        return { db, layout, schemaVersion };
      }
      if (layout.outdated) guarded(this.path, () => lift(inspected));
      return { db: inspected, layout, schemaVersion };
    } catch (error) {
      closeReader(inspected, this.path, this.#hadLog);
      throw error;
    }
  }

  /** SQLite counts the changes of a schema in the file's header, so looking costs microseconds. */
  #follow(): void {
    const version = guarded(this.path, () => this.#prepared("PRAGMA schema_version").get()) as {
      schema_version: number;
    };
    if (version.schema_version === this.#schemaVersion) return;
    const wasLifted = this.#layout.outdated;
    try {
      ({ layout: this.#layout, schemaVersion: this.#schemaVersion } = readLayout(this.#db, this.path));
    } catch (error) {
      throw new SchemaInMotion(error as TrackingError);
    }
    if (!wasLifted) return;
    this.close(); // its temporary views hide what the upgrade brought
    ({ db: this.#db, layout: this.#layout, schemaVersion: this.#schemaVersion } = this.#open());
  }

  #read<T>(work: () => T): T {
    if (this.#layout.outdated) this.#patiently(() => this.#follow());
    return guarded(this.path, work);
  }

  /** While another process upgrades the file its layout fits nothing; that lasts seconds, so it is waited for, as a lock is. */
  #patiently<T>(work: () => T): T {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof SchemaInMotion) || this.#db.inTransaction) throw error;
        if (performance.now() > deadline) throw error.fault;
        pause(pauseMs);
      }
    }
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= maxStatements) this.#statements.clear(); // filters make new ones without end
      statement = this.#db.prepare(sql) as Statement;
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The file was understood when it was opened and is not now. */
class SchemaInMotion extends Error {
  readonly fault: TrackingError;

  constructor(fault: TrackingError) {
    super(fault.message);
    this.fault = fault;
  }
}

function readLayout(db: Database, path: string): { layout: Layout; schemaVersion: number } {
  return guarded(path, () => {
    const schemaVersion = db.pragma("schema_version", { simple: true }) as number;
    return { layout: detect(db, path), schemaVersion };
  });
}
