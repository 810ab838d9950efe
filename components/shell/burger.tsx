'use client';

import { MenuIcon, X } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { Mark } from './mark.tsx';
import '#components/ui/style-nonce.ts';

/** The navigation where there is no room for it: a sheet from the left, closed by arriving somewhere. */
export function Burger({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the reason to close, not an input
  useEffect(() => setOpen(false), [pathname]);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="icon-btn burger" aria-label="Open navigation">
        <MenuIcon />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="sheet" aria-describedby={undefined}>
          <div className="brand">
            <Mark />
            <Dialog.Title>Gatehouse</Dialog.Title>
            <Dialog.Close className="icon-btn sm" aria-label="Close navigation">
              <X />
            </Dialog.Close>
          </div>
          <nav className="nav" aria-label="Main">
            {children}
          </nav>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
