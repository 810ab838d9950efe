'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import './style-nonce.ts';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Before the title: a tick, when the deed is done. */
  icon?: ReactNode;
  /** After the title: the environment tag. */
  tag?: ReactNode;
  width?: 440 | 600 | 920;
  /** Neither Escape nor a click beside it nor a cross closes it: for what must be confirmed first. */
  sticky?: boolean;
  /** `DialogBody` and `DialogFoot`, usually inside a form with class `contents`. */
  children: ReactNode;
}

/** 440, 600 or 920 px; a sheet from below when narrow; the edge of production at its top. */
export function Dialog({ open, onOpenChange, title, icon, tag, width = 440, sticky, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  const hold = sticky ? (event: Event) => event.preventDefault() : undefined;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="scrim">
          <Radix.Content
            className={cx('dialog raised', `w${width}`)}
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              opener.current = document.activeElement;
              focusFirstField(event);
            }}
            onCloseAutoFocus={(event) => {
              // Opened by state, not by a trigger of its own: back to whoever opened it, if that is still there.
              event.preventDefault();
              if (opener.current instanceof HTMLElement) opener.current.focus();
            }}
            onEscapeKeyDown={hold}
            onPointerDownOutside={hold}
            onInteractOutside={hold}
          >
            <div className="dialog-head">
              {icon}
              <Radix.Title>{title}</Radix.Title>
              {tag}
              {sticky ? null : (
                <Radix.Close className="icon-btn sm" aria-label="Close" title="Close">
                  <X />
                </Radix.Close>
              )}
            </div>
            {children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The first field, not the cross, is where somebody goes on; without a field the first control is right. */
function focusFirstField(event: Event): void {
  const dialog = event.currentTarget as HTMLElement | null;
  const field = dialog?.querySelector<HTMLElement>(
    ':is(input:not([type=hidden]), select, textarea):not(:disabled)',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

export function DialogBody({ split, children }: { split?: boolean; children: ReactNode }) {
  return <div className={cx('dialog-body', split && 'split')}>{children}</div>;
}

/** Actions at the right, the primary one last; `said` is the quiet sentence at the left (the second factor). */
export function DialogFoot({ said, children }: { said?: ReactNode; children: ReactNode }) {
  return (
    <div className="dialog-foot">
      {said ? <span className="said">{said}</span> : null}
      {children}
    </div>
  );
}
