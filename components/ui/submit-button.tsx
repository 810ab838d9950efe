'use client';

import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { Button, type ButtonLook } from './button.tsx';

interface SubmitButtonProps extends ButtonLook {
  children: ReactNode;
  /** What it does while it runs: "Creating". */
  pendingLabel: string;
  disabled?: boolean;
  name?: string;
  value?: string;
}

/** Submits its form once: while the form runs it keeps its width, says what it does and takes no second click. */
export function SubmitButton({ children, pendingLabel, icon, disabled, ...rest }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" disabled={disabled || pending} data-pending={pending || undefined} {...rest}>
      <span className="either">
        <span data-unseen={pending || undefined}>
          {icon}
          {children}
        </span>
        <span data-unseen={!pending || undefined}>
          <LoaderCircle className="motion-safe:animate-spin" />
          {pendingLabel}
        </span>
      </span>
    </Button>
  );
}
