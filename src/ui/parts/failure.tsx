/** What could not be shown, why, and a way to try again. */
import { CircleAlert, CloudOff } from "lucide-react";
import { Button } from "react-aria-components";
import { ApiError } from "../api/failure.js";
import "./states.css";

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const offline = error instanceof ApiError && error.isOffline;
  const Icon = offline ? CloudOff : CircleAlert;
  const title = offline ? "No answer from the server" : "This could not be shown";
  return (
    <div className="state failure" role="alert">
      <Icon aria-hidden size={28} />
      <strong>{title}</strong>
      <p className="state-text">{error instanceof Error ? error.message : String(error)}</p>
      {onRetry !== undefined && <Button onPress={onRetry}>Try again</Button>}
    </div>
  );
}
