/** What a dialog does when its button is pressed: once at a time, closing when it worked, telling when it did not. */
import { useState } from "react";

export interface Submission {
  readonly busy: boolean;
  /** Why the last try failed. */
  readonly error?: string;
  readonly submit: () => Promise<void>;
}

export function useSubmission(act: () => Promise<void> | void, onDone: () => void): Submission {
  const [state, setState] = useState<Omit<Submission, "submit">>({ busy: false });
  const submit = async (): Promise<void> => {
    setState({ busy: true });
    try {
      await act();
      onDone();
    } catch (error) {
      setState({ busy: false, error: error instanceof Error ? error.message : String(error) });
    }
  };
  return { ...state, submit };
}
