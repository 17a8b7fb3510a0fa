/**
 * Keys that do something anywhere on a page, and the list of them behind `?`. A part says which are its own while it is shown:
 * `useShortcuts("Runs", [{ keys: "x", does: "Choose the run", run }])`. Keys typed into a field are the field's.
 */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ReadingDialog } from "../parts/reading_dialog.js";
import "./shortcuts.css";

export interface Shortcut {
  /** As people read it: `x`, `Shift+x`, `/`, `?`, `Ctrl+k` (Command on a Mac), `ArrowDown`. */
  readonly keys: string;
  /** "Open the run". */
  readonly does: string;
  /** Absent: a part handles the key by itself, and it is only listed. False: it was not for this shortcut after all. */
  readonly run?: (event: KeyboardEvent) => unknown;
}

interface Group {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

let groups: readonly Group[] = [];
const listeners = new Set<() => void>();

function put(next: readonly Group[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** For as long as the component is there. The latest `shortcuts` count; which keys there are should not change with each render. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  const described = shortcuts.map(({ keys, does }) => `${keys}\t${does}`).join("\n");
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const group: Group = {
      title,
      shortcuts: described.split("\n").map((line, index) => {
        const [keys = "", does = ""] = line.split("\t");
        const run = (event: KeyboardEvent): unknown => {
          const shortcut = latest.current[index];
          return shortcut?.run === undefined ? false : shortcut.run(event); // what returns nothing has done it
        };
        return { keys, does, run };
      }),
    };
    put([...groups, group]);
    return () => put(groups.filter((one) => one !== group));
  }, [title, described]);
}

/** `Ctrl+k` of an event. */
function keysOf(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key)) ? "Shift+" : "";
  return `${control}${shift}${letter}`;
}

/** Whether the key belongs to where it was typed: a field, a menu, a dialog. */
function isTaken(event: KeyboardEvent, keys: string): boolean {
  if (event.defaultPrevented || event.isComposing || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (keys.startsWith("Ctrl+")) return false;
  return (
    target?.closest("input, textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog]") !=
    null
  );
}

/** Listens for all shortcuts, and shows the list of them. Once in the page. */
export function Shortcuts() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const keys = keysOf(event);
      if (isTaken(event, keys)) return;
      if (keys === "?") {
        event.preventDefault();
        return setOpen(true);
      }
      for (const { shortcuts } of groups.toReversed()) {
        const found = shortcuts.find((shortcut) => shortcut.keys.toLowerCase() === keys.toLowerCase());
        if (found !== undefined && found.run?.(event) !== false) return event.preventDefault();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return open ? <ListOfShortcuts onClose={() => setOpen(false)} /> : null;
}

function ListOfShortcuts({ onClose }: { readonly onClose: () => void }) {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
  return (
    <ReadingDialog title="Keyboard shortcuts" onClose={onClose} focusButton narrow>
      {shown.map(({ title, shortcuts }, index) => (
        <section key={`${title} ${index}`} aria-label={title}>
          <h3>{title}</h3>
          <dl className="shortcuts-list">
            {shortcuts.map(({ keys, does }) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </ReadingDialog>
  );
}
