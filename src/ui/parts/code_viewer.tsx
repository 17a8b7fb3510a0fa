/** Text and code to read, also of many thousand lines: only what is seen is drawn. Load it lazily. */
import { useEffect, useRef } from "react";
import {
  Compartment,
  defaultKeymap,
  EditorState,
  EditorView,
  foldGutter,
  foldKeymap,
  keymap,
  lineNumbers,
  look,
} from "./codemirror.js";
import { type LanguageName, languageSupport } from "./languages.js";

export interface CodeViewerProps {
  readonly text: string;
  /** null: plain text. */
  readonly language: LanguageName | null;
  /** What a screen reader calls it: the file's name. */
  readonly label: string;
  /** Breaks long lines; default true. */
  readonly wrap?: boolean;
}

export default function CodeViewer({ text, language, label, wrap = true }: CodeViewerProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const highlighting = new Compartment();
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          keymap.of([...defaultKeymap, ...foldKeymap]),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }),
          wrap ? EditorView.lineWrapping : [],
          highlighting.of([]),
          look,
        ],
      }),
    });
    let gone = false;
    void languageSupport(language).then((support) => {
      if (!gone && support !== null) view.dispatch({ effects: highlighting.reconfigure(support) });
    });
    return () => {
      gone = true;
      view.destroy();
    };
  }, [text, language, label, wrap]);
  return <div ref={place} className="code-viewer" />;
}
