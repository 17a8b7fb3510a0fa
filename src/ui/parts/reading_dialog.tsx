/** A dialog to read in, with a button that closes it. */
import type { ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface ReadingDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** Whether the button has the focus at first, not the dialog. Default: no. */
  readonly focusButton?: boolean;
  /** For a list of few columns. Default: no. */
  readonly narrow?: boolean;
}

/** Open while it is rendered. */
export function ReadingDialog({ title, children, onClose, focusButton = false, narrow = false }: ReadingDialogProps) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={narrow ? "react-aria-Modal" : "react-aria-Modal wide"}>
        <Dialog>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          <div className="dialog-buttons">
            <Button onPress={onClose} autoFocus={focusButton}>
              Close
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
