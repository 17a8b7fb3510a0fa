/** A table of keys with a search over them, which shows the first two hundred until all are asked for. */
import { type ReactNode, useState } from "react";
import { Button, Input, SearchField } from "react-aria-components";

export interface KeyTableProps<T> {
  /** "Params": the section's name. */
  readonly title: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** Also looked through by the search. */
  readonly textOf?: (row: T) => string;
  /** The headers' cells. */
  readonly head: ReactNode;
  /** What is below the header for those that match and are shown. */
  readonly body: (shown: readonly T[]) => ReactNode;
  /** When there is none at all. */
  readonly none: ReactNode;
}

const mostShown = 200;

export function KeyTable<T>({ title, rows, keyOf, textOf, head, body, none }: KeyTableProps<T>) {
  const [word, setWord] = useState("");
  const [showsAll, setShowsAll] = useState(false);
  const wanted = word.trim().toLowerCase();
  const matching = rows.filter((row) => `${keyOf(row)} ${textOf?.(row) ?? ""}`.toLowerCase().includes(wanted));
  const shown = showsAll ? matching : matching.slice(0, mostShown);
  const noun = title.toLowerCase();
  return (
    <section className="panel run-table" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        <span className="muted" role="status">
          {wanted === "" ? rows.length : `${matching.length} of ${rows.length}`}
        </span>
        <span className="spacer" />
        {rows.length > 5 && (
          <SearchField aria-label={`Search ${noun}`} value={word} onChange={setWord}>
            <Input placeholder={`Search ${noun}`} />
          </SearchField>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="muted">{none}</p>
      ) : matching.length === 0 ? (
        <p className="muted">No {noun} match.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>{head}</tr>
          </thead>
          <tbody>{body(shown)}</tbody>
        </table>
      )}
      {shown.length < matching.length && (
        <Button onPress={() => setShowsAll(true)}>Show all {matching.length.toLocaleString("en")}</Button>
      )}
    </section>
  );
}
