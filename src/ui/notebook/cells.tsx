/** The cells of a notebook, one below the other. */
import { type ReactNode, useEffect, useRef } from "react";
import type { ArtifactOwner } from "../../protocol/page.js";
import type { LanguageName } from "../parts/languages.js";
import { Markdown } from "../parts/markdown.js";
import { StaticCode } from "../parts/static_code.js";
import type { NotebookCell, NotebookDocument, Output } from "./document.js";
import { Outputs } from "./outputs.js";
import "./notebook.css";

/** What a page knows of a cell beyond the file. */
export interface CellNote {
  /** Another execution of it than the one in the file. */
  readonly instead?: {
    readonly source: string;
    readonly outputs: readonly Output[];
    readonly executionCount: number | null;
  };
  readonly failed?: boolean;
  /** Between code and outputs. */
  readonly content: ReactNode;
}

export interface CellsProps {
  readonly notebook: NotebookDocument;
  readonly owner: ArtifactOwner;
  readonly path: string;
  readonly notes?: ReadonlyMap<string, CellNote>;
  /** Ids of cells that stand out; the first is scrolled to when they change. */
  readonly marked?: readonly string[];
}

const languages: Readonly<Record<string, LanguageName>> = {
  typescript: "typescript",
  javascript: "typescript",
  python: "python",
};

/** null: none that can be coloured. */
export function languageNamed(name: string): LanguageName | null {
  return Object.hasOwn(languages, name) ? languages[name]! : null;
}

export function Cells({ notebook, owner, path, notes, marked = [] }: CellsProps) {
  const place = useRef<HTMLDivElement>(null);
  const first = marked[0];
  useEffect(() => {
    if (first === undefined) return;
    const cell = place.current?.querySelector(`[data-cell="${CSS.escape(first)}"]`);
    cell?.scrollIntoView({ block: "start", behavior: "instant" });
  }, [first]);
  const language = languageNamed(notebook.language);
  return (
    <div ref={place} className="notebook-cells">
      {notebook.cells.map((cell) => (
        <Cell
          key={cell.index}
          cell={cell}
          language={language}
          isMarked={marked.includes(cell.id)}
          note={notes?.get(cell.id)}
          owner={owner}
          path={path}
        />
      ))}
    </div>
  );
}

interface CellProps {
  readonly cell: NotebookCell;
  readonly language: LanguageName | null;
  readonly isMarked: boolean;
  readonly note: CellNote | undefined;
  readonly owner: ArtifactOwner;
  readonly path: string;
}

function Cell({ cell, language, isMarked, note, owner, path }: CellProps) {
  const name = `Cell ${cell.index + 1}, ${cell.type === "markdown" ? "text" : cell.type}`;
  return (
    <section
      className={`notebook-cell ${cell.type} ${note?.failed === true ? "failed" : ""}`}
      data-cell={cell.id}
      aria-label={name}
      aria-current={isMarked || undefined}
    >
      {cell.type === "markdown" ? (
        <Markdown text={cell.source} attachments={cell.attachments} />
      ) : cell.type === "raw" ? (
        <pre className="notebook-text">{cell.source}</pre>
      ) : (
        <Code cell={cell} language={language} note={note} owner={owner} path={path} />
      )}
    </section>
  );
}

function Code({ cell, language, note, owner, path }: Omit<CellProps, "isMarked">) {
  const { source, outputs, executionCount } = note?.instead ?? cell;
  const place = note?.instead === undefined ? { owner, path, cell: cell.id } : null;
  return (
    <>
      <div className="notebook-code">
        <span
          className="notebook-count"
          aria-label={executionCount === null ? "not executed" : `execution ${executionCount}`}
        >
          [{executionCount ?? " "}]
        </span>
        <StaticCode text={source} language={language} />
      </div>
      {note?.content}
      {outputs.length > 0 && <Outputs outputs={outputs} place={place} />}
    </>
  );
}
