/** Asks before something is destroyed: says what, and how it can be undone. */
import type { ReactNode } from "react";
import { useFocusKept } from "./focus_kept.js";
import { useReadOnlyReason } from "./read_only.js";
import { useSubmission } from "./submission.js";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button does: "Delete 3 runs". */
  readonly action: string;
  readonly onConfirm: () => Promise<void> | void;
  readonly onClose: () => void;
}

/** Open while it is rendered; a failure of `onConfirm` is shown in it. */
export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  useFocusKept();
  const { busy, error, submit } = useSubmission(onConfirm, onClose);
  const readOnly = useReadOnlyReason();
  return (
    <ModalOverlay isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal>
        <Dialog role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <div>{children}</div>
          {readOnly !== null && <p className="muted">Only for reading: {readOnly}</p>}
          {error !== undefined && <p slot="errorMessage">{error}</p>}
          <div className="dialog-buttons">
            <Button onPress={onClose} isDisabled={busy}>
              Cancel
            </Button>
            <Button
              className="react-aria-Button danger"
              autoFocus
              isDisabled={readOnly !== null}
              isPending={busy} // not disabled: that would lose the focus
              onPress={() => void submit()}
            >
              {action}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
