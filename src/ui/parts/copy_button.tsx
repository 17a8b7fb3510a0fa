/** Puts a text on the clipboard and says so. */
import { useState } from "react";
import { Check, Copy } from "lucide-react";
import { Button } from "react-aria-components";
import { notifyFailure } from "./notice.js";

export interface CopyButtonProps {
  /** A function is asked when the button is pressed: for what is long to make. */
  readonly text: string | (() => string);
  readonly label: string;
  /** A word beside the icon. */
  readonly shown?: string;
}

export function CopyButton({ text, label, shown }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch (error) {
      notifyFailure("Could not copy", error);
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button
      className={`react-aria-Button quiet${shown === undefined ? " icon" : ""}`}
      aria-label={copied ? "Copied" : label}
      onPress={() => void copy()}
    >
      <Icon aria-hidden size={15} />
      {shown}
    </Button>
  );
}
