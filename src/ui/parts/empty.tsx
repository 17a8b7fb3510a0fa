/** Nothing to show, and what to do next. */
import type { ReactNode } from "react";
import "./states.css";

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state">
      <strong>{title}</strong>
      {children !== undefined && <div className="state-text">{children}</div>}
    </div>
  );
}
