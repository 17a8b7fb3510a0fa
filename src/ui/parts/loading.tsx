/** Something is on its way; said aloud, and seen only when it takes a while. */
import "./states.css";

export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="state loading" role="status">
      <span className="spinner" aria-hidden />
      <span>Loading {what}…</span>
    </div>
  );
}
