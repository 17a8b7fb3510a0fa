/** Puts a text on the clipboard and says so. */
import { useState } from "react";
import { Check, Copy } from "lucide-react";
import { Button } from "react-aria-components";
import { notifyFailure } from "./notice.js";

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch (error) {
      notifyFailure("Could not copy", error);
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button className="react-aria-Button quiet icon" aria-label={copied ? "Copied" : label} onPress={() => void copy()}>
      <Icon aria-hidden size={15} />
    </Button>
  );
}
