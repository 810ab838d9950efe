import { X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/cx.ts';
import { EnvTag } from '#components/ui/state.tsx';

export interface Environment {
  id: string;
  name: string;
}

interface DialogPanelProps {
  title: ReactNode;
  icon?: ReactNode;
  /** Whose edge it bears; null for what belongs to the whole installation. */
  environment: Environment | null;
  width?: 600 | 920 | undefined;
  /** Where the cross leads; without one it has to be confirmed first. */
  closeHref?: string | undefined;
  children: ReactNode;
}

/** A dialog that is a page: it has an address, and works before scripts. The edge is that of its own environment. */
export function DialogPanel({
  title,
  icon,
  environment,
  width = 600,
  closeHref,
  children,
}: DialogPanelProps) {
  return (
    <section
      aria-labelledby="dialog-title"
      className={cx(
        'dialog raised -mx-4 animate-none w-auto max-h-none overflow-visible rounded-none border border-line shadow-none narrow:mx-auto narrow:w-full narrow:rounded-4',
        width === 920 ? 'w920' : 'w600',
        environment?.id === 'production' ? 'border-t-[3px] border-t-[var(--env)]' : 'border-t',
      )}
    >
      <div className="dialog-head">
        {icon}
        <h2 id="dialog-title" tabIndex={-1}>
          {title}
        </h2>
        {environment ? <EnvTag environment={environment.id} name={environment.name} /> : null}
        {closeHref ? (
          <Link href={closeHref} className="icon-btn sm" aria-label="Close" title="Close" prefetch={false}>
            <X />
          </Link>
        ) : null}
      </div>
      {children}
    </section>
  );
}
