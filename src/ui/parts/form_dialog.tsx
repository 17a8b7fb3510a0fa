/** Asks for something in a dialog; what the server says against it is shown there, and nothing typed is lost. */
import type { FormEvent, ReactNode } from "react";
import { useFocusKept } from "./focus_kept.js";
import { useReadOnlyReason } from "./read_only.js";
import { useSubmission } from "./submission.js";
import { Button, Dialog, Form, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface FormDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button does: "Create model". */
  readonly action: string;
  readonly canSubmit?: boolean;
  /** There is no way back: the button looks like it. */
  readonly destroys?: boolean;
  /** The dialog closes when it resolves. */
  readonly onSubmit: () => Promise<void>;
  readonly onClose: () => void;
}

/** Open while it is rendered. */
export function FormDialog({
  title,
  children,
  action,
  canSubmit = true,
  destroys = false,
  onSubmit,
  onClose,
}: FormDialogProps) {
  useFocusKept();
  const { busy, error, submit } = useSubmission(onSubmit, onClose);
  const readOnly = useReadOnlyReason();
  const onForm = (event: FormEvent): void => {
    event.preventDefault();
    if (canSubmit && readOnly === null && !busy) void submit();
  };
  return (
    <ModalOverlay isOpen isDismissable={!busy} onOpenChange={(open) => !open && onClose()}>
      <Modal>
        <Dialog>
          <Form className="stack" onSubmit={onForm}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {children}
            {readOnly !== null && <p className="muted">Only for reading: {readOnly}</p>}
            {error !== undefined && (
              <p slot="errorMessage" role="alert">
                {error}
              </p>
            )}
            <div className="dialog-buttons">
              <Button onPress={onClose} isDisabled={busy}>
                Cancel
              </Button>
              <Button
                type="submit"
                className={`react-aria-Button ${destroys ? "danger" : "primary"}`}
                isDisabled={!canSubmit || readOnly !== null}
                isPending={busy} // not disabled: that would lose the focus
              >
                {action}
              </Button>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
