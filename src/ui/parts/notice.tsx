/** Short notices at the page's edge: what was done, with a way back (`Undo`), or what went wrong. */
import { useSyncExternalStore } from "react";
import { X } from "lucide-react";
import { Button } from "react-aria-components";
import "./notice.css";

export interface Notice {
  readonly text: string;
  readonly kind?: "done" | "failed";
  /** E.g. to undo; its failure becomes a notice. */
  readonly action?: { readonly label: string; readonly run: () => Promise<void> | void };
}

interface Shown extends Notice {
  readonly id: number;
}

/** Failures stay until they are closed. */
const shownMs = 8000;
let shown: readonly Shown[] = [];
let last = 0;
const listeners = new Set<() => void>();

export function notify(notice: Notice): void {
  const id = ++last;
  put([...shown.slice(-3), { ...notice, id }]);
  if (notice.kind !== "failed") setTimeout(() => close(id), shownMs);
}

/** What `error` says, as a notice. */
export function notifyFailure(what: string, error: unknown): void {
  notify({ kind: "failed", text: `${what}: ${error instanceof Error ? error.message : String(error)}` });
}

function close(id: number): void {
  put(shown.filter((one) => one.id !== id));
}

function put(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

async function act({ id, action }: Shown): Promise<void> {
  close(id);
  try {
    await action!.run();
  } catch (error) {
    notifyFailure(action!.label, error);
  }
}

/** Where notices appear; once in the page. */
export function Notices() {
  const notices = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div className="notices" role="region" aria-label="Notices" aria-live="polite">
      {notices.map((one) => (
        <div key={one.id} className={`notice ${one.kind ?? "done"}`}>
          <span>{one.text}</span>
          {one.action !== undefined && <Button onPress={() => void act(one)}>{one.action.label}</Button>}
          <Button className="react-aria-Button quiet icon" aria-label="Close notice" onPress={() => close(one.id)}>
            <X aria-hidden size={16} />
          </Button>
        </div>
      ))}
    </div>
  );
}
