'use client';

import { ChevronDown, Fingerprint, LogOut, MonitorSmartphone, Shield } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { useRef, useState } from 'react';
import { floatRoot } from '#components/ui/float-root.ts';
import { Avatar } from '#components/ui/rows.tsx';
import { paths } from '#lib/paths.ts';
import { currentTheme, pinTheme, type Theme } from './theme.ts';

interface OperatorMenuProps {
  name: string;
  email: string;
  /** Connection and age of the proof: "Dev IdP · signed in 42 min ago". */
  detail: string;
}

const themes: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function OperatorMenu({ name, email, detail }: OperatorMenuProps) {
  const signOut = useRef<HTMLFormElement>(null);
  const [theme, setTheme] = useState<Theme>('system');
  const pin = (value: string) => {
    setTheme(value as Theme);
    pinTheme(value as Theme);
  };
  return (
    <>
      <DropdownMenu.Root modal={false} onOpenChange={(open) => open && setTheme(currentTheme())}>
        <DropdownMenu.Trigger className="me">
          <Avatar name={name} />
          <span className="who">{name}</span>
          <span className="sr-only">: your menu, sessions, second factors, permissions, theme, sign out</span>
          <ChevronDown />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={floatRoot()}>
          <DropdownMenu.Content
            className="menu w-72"
            align="end"
            sideOffset={4}
            collisionPadding={8}
            aria-label="Your menu"
          >
            <div className="row gap-2.5 px-2 pt-1 pb-2.5">
              <Avatar name={name} />
              <div className="cut">
                <div className="name cut">{name}</div>
                <div className="cut text-12 text-ink-3">{email}</div>
                <div className="text-12 text-ink-3">{detail}</div>
              </div>
            </div>
            <DropdownMenu.Separator className="menu-rule" />
            <DropdownMenu.Item className="menu-item" asChild>
              <Link href={paths.sessions} prefetch={false}>
                <MonitorSmartphone />
                Your sessions
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" asChild>
              <Link href={paths.factors} prefetch={false}>
                <Fingerprint />
                Your second factors
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" asChild>
              <Link href={paths.permissions} prefetch={false}>
                <Shield />
                Your permissions
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="menu-rule" />
            <div className="row justify-between px-2 py-1">
              <span aria-hidden="true">Theme</span>
              <DropdownMenu.RadioGroup className="seg" value={theme} onValueChange={pin} aria-label="Theme">
                {themes.map(({ value, label }) => (
                  <DropdownMenu.RadioItem
                    key={value}
                    value={value}
                    onSelect={(event) => event.preventDefault()}
                  >
                    {label}
                  </DropdownMenu.RadioItem>
                ))}
              </DropdownMenu.RadioGroup>
            </div>
            <DropdownMenu.Separator className="menu-rule" />
            <DropdownMenu.Item className="menu-item" onSelect={() => signOut.current?.requestSubmit()}>
              <LogOut />
              Sign out
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {/* Outside the menu, which is gone before the browser would submit a form in it. */}
      <form ref={signOut} action={paths.signOut} method="post" hidden />
    </>
  );
}
