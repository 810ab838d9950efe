'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announce.ts';
import { type ButtonVariant, buttonClass } from './button.tsx';
import { cx } from './cx.ts';

interface CopyButtonProps {
  value: string;
  /** With `icon`, the accessible name ("Copy prefix"); otherwise the word on the button. */
  label?: string;
  icon?: boolean;
  size?: 'sm' | 'xs';
  variant?: ButtonVariant;
  /** Told after the value is on the clipboard. */
  onCopied?: () => void;
}

/** Copies a value and says so, to the eye by a tick and to the ear by the live region. */
export function CopyButton({ value, label = 'Copy', icon, size = 'xs', variant, onCopied }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await write(value);
    setCopied(done);
    announce(done ? 'Copied.' : 'Your browser did not allow copying. Select the text instead.');
    if (done) onCopied?.();
  };
  const mark = copied ? <Check className={icon ? 'text-ok' : undefined} /> : <Copy />;
  return icon ? (
    <button
      type="button"
      className={cx('icon-btn copy needs-script', size)}
      aria-label={label}
      title={label}
      onClick={copy}
    >
      {mark}
    </button>
  ) : (
    <button
      type="button"
      className={buttonClass({ variant, size: 'sm', className: 'needs-script' })}
      onClick={copy}
    >
      {mark}
      {label}
    </button>
  );
}

async function write(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
