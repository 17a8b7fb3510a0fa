/** The filter's field with completion and a mark at the fault. Load it lazily: CodeMirror is in it. */
import { useEffect, useEffectEvent, useRef } from "react";
import type { FieldSummary } from "../../protocol/page.js";
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  completionStatus,
  createField,
  Decoration,
  EditorView,
  history,
  historyKeymap,
  defaultKeymap,
  keymap,
  placeholder,
  startCompletion,
  StateEffect,
  StateField,
} from "../parts/codemirror.js";
import { suggestionsFor } from "./filter_completion.js";
import type { FilterFault } from "./filter_fault.js";

export interface FilterEditorProps {
  readonly text: string;
  readonly fields: readonly FieldSummary[];
  readonly fault: FilterFault | undefined;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
  readonly onApply: (text: string) => void;
  readonly onRevert: () => void;
  /** Takes the focus when it appears. */
  readonly autoFocus: boolean;
}

const setFault = StateEffect.define<FilterFault | undefined>();
const faultMark = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    let next = change.docChanged ? Decoration.none : marks; // an old mark says nothing about a new text
    for (const effect of change.effects) {
      if (!effect.is(setFault)) continue;
      const from = Math.min(effect.value?.position ?? 0, change.newDoc.length);
      const to = Math.min(from + (effect.value?.length ?? 0), change.newDoc.length);
      next = to > from ? Decoration.set([Decoration.mark({ class: "runs-fault" }).range(from, to)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export default function FilterEditor(props: FilterEditorProps) {
  const { text, fault } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const complete = useEffectEvent((context: CompletionContext) => completions(context, props.fields));
  const change = useEffectEvent((next: string) => props.onChange(next));
  const apply = useEffectEvent((next: string) => props.onApply(next));
  const revert = useEffectEvent(() => props.onRevert());
  const first = useEffectEvent(() => ({ text: props.text, hint: props.placeholder, autoFocus: props.autoFocus }));

  useEffect(() => {
    const { text: opening, hint, autoFocus } = first();
    const view = createField(place.current!, {
      text: opening,
      label: "Filter runs",
      onChange: (next) => change(next),
      onEnter: (next) => apply(next),
      extensions: [
        history(),
        autocompletion({
          override: [(context) => complete(context)],
          icons: false,
          maxRenderedOptions: 60,
          interactionDelay: 0, // what Enter accepts was typed
        }),
        keymap.of([
          { key: "Tab", run: (target) => (isInWord(target) ? acceptCompletion(target) : leave(target)) },
          {
            key: "Escape", // before completion's own, which also takes it while nothing is shown yet
            run: (target) => (completionStatus(target.state) === "active" ? closeCompletion(target) : (revert(), true)),
          },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap.filter(({ key }) => key !== "Enter"),
        ]),
        placeholder(hint),
        faultMark,
        EditorView.domEventHandlers({
          focus: (_, target) => {
            if (target.state.doc.length === 0) startCompletion(target);
          },
        }),
      ],
    });
    editor.current = view;
    if (autoFocus) {
      view.dispatch({ selection: { anchor: view.state.doc.length } });
      view.focus();
    }
    return () => view.destroy();
  }, []);
  useEffect(() => {
    const view = editor.current!;
    const now = view.state.doc.toString();
    if (now !== text) view.dispatch({ changes: { from: 0, to: now.length, insert: text } });
    view.dispatch({ effects: setFault.of(fault) });
  }, [text, fault]);
  return <div ref={place} className="runs-filter-editor" />;
}

/** Whether a word has begun that Tab may complete; else it leaves the box, as everywhere: it would write what nobody asked for. */
function isInWord({ state }: EditorView): boolean {
  const { head } = state.selection.main;
  return completionStatus(state) === "active" && /[^\s(]$/.test(state.sliceDoc(0, head));
}

/** The list is closed, or it would be the next place that Tab comes to; the key goes on. */
function leave(target: EditorView): boolean {
  closeCompletion(target);
  return false;
}

function completions(context: CompletionContext, fields: readonly FieldSummary[]): CompletionResult | null {
  const before = context.state.sliceDoc(0, context.pos);
  const { from, list } = suggestionsFor(before, fields);
  const isBetween = from === context.pos && before !== "";
  if (list.length === 0 || (isBetween && !context.explicit && !/[\s(]$/.test(before))) return null;
  if (isBetween && list.every(({ group }) => group === "Words") && /\s$/.test(before)) return null; // Enter applies what is whole
  return {
    from,
    filter: false, // by parts of words, quotes aside
    options: list.map(({ label, text, group }, index) => ({
      label,
      apply: (view, _completion, start, end) => {
        view.dispatch({ changes: { from: start, to: end, insert: text }, selection: { anchor: start + text.length } });
        startCompletion(view);
      },
      section: { name: group, rank: groupRank.indexOf(group) },
      boost: -index,
    })),
  };
}

const groupRank = ["Values", "Operators", "Words", "Metrics", "Params", "Tags", "Attributes"];
