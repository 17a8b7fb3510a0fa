/** CodeMirror, behind one file: the filter box, viewers of code and diffs are made of it. Import it lazily: it has 150 kB. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { codeClasses } from "./code_classes.js";

export {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  completionStatus,
  startCompletion,
} from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export { foldGutter, foldKeymap, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
export { MergeView, unifiedMergeView } from "@codemirror/merge";
export {
  Compartment,
  EditorState,
  type Extension,
  Prec,
  RangeSetBuilder,
  StateEffect,
  StateField,
} from "@codemirror/state";
export {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  lineNumbers,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

const colors = HighlightStyle.define(codeClasses.map(({ tag, class: name }) => ({ tag, class: name })));

export const look: Extension = [
  syntaxHighlighting(colors),
  EditorView.theme({
    "&": { backgroundColor: "transparent", color: "var(--text)", fontSize: "13px" },
    "&.cm-focused": { outline: "var(--focus)" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
    ".cm-cursor": { borderLeftColor: "var(--text)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "var(--accent-soft)",
    },
    ".cm-tooltip": {
      backgroundColor: "var(--raised)",
      color: "var(--text)",
      border: "1px solid var(--line)",
      borderRadius: "var(--radius)",
      boxShadow: "var(--shadow)",
    },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
      backgroundColor: "var(--accent-fill)",
      color: "var(--on-accent)",
    },
    ".cm-collapsedLines": { backgroundColor: "var(--sunken)", color: "var(--muted)" },
  }),
];

export interface FieldOptions {
  readonly text: string;
  /** What a screen reader calls it. */
  readonly label: string;
  readonly onChange?: (text: string) => void;
  /** Enter without a completion that is open. */
  readonly onEnter?: (text: string) => void;
  readonly extensions?: Extension;
}

/** A field of one line: line breaks that are pasted become spaces. */
export function createField(
  parent: HTMLElement,
  { text, label, onChange, onEnter, extensions = [] }: FieldOptions,
): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: oneLine(text),
      extensions: [
        extensions,
        keymap.of([{ key: "Enter", run: (view) => (onEnter?.(view.state.doc.toString()), true) }]),
        EditorState.transactionFilter.of((change) => {
          if (!change.docChanged || change.newDoc.lines === 1) return change;
          const whole = { from: 0, to: change.startState.doc.length, insert: oneLine(change.newDoc.toString()) };
          return { changes: whole, selection: { anchor: whole.insert.length } };
        }),
        EditorView.updateListener.of((update) => update.docChanged && onChange?.(update.state.doc.toString())),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "false" }),
        look,
      ],
    }),
  });
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}
