// A modal dialog, drawer or sheet on the native <dialog>: the browser traps the focus, closes on
// Esc and gives the focus back.

import type { ReactNode } from 'react';
import { Icon } from '../glyphs/Icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** A drawer comes from the right on wide windows; both are sheets on phones. */
  readonly drawer?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, onClose, drawer = false, children }: DialogProps) {
  return (
    <dialog
      className={drawer ? 'dialog drawer' : 'dialog'}
      aria-label={title}
      ref={openModal}
      onClose={onClose}
      closedby="any"
    >
      <div className="dialog-head">
        <h2>{title}</h2>
        <form method="dialog">
          <button type="submit" className="button icon quiet" aria-label="Close">
            <Icon name="cross" />
          </button>
        </form>
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

function openModal(element: HTMLDialogElement | null): void {
  if (element !== null && !element.open) element.showModal();
}
