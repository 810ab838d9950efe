'use client';

import { Check, ChevronsUpDown, FlaskConical, Server } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { DropdownMenu } from 'radix-ui';
import { startTransition } from 'react';
import { cx } from '#components/ui/cx.ts';
import { floatRoot } from '#components/ui/float-root.ts';

export type SwitchEnvironment = (form: FormData) => Promise<void>;

interface EnvironmentSwitchProps {
  environment: string;
  environments: { id: string; name: string }[];
  switchEnvironment: SwitchEnvironment;
}

/** Production is a place: filled and named. Any other environment is a dashed outline. */
export function EnvironmentSwitch({ environment, environments, switchEnvironment }: EnvironmentSwitchProps) {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const name = environments.find(({ id }) => id === environment)?.name ?? environment;
  const choose = (id: string) => {
    if (id === environment) return;
    const form = new FormData();
    form.set('environment', id);
    form.set('returnTo', search ? `${pathname}?${search}` : pathname);
    startTransition(() => switchEnvironment(form));
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="env" aria-label={`Environment: ${name}`}>
        {environment === 'production' ? <Server /> : <FlaskConical />}
        {name}
        <ChevronsUpDown />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={floatRoot()}>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Environment"
        >
          <DropdownMenu.Label className="menu-label">Environment</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={environment} onValueChange={choose}>
            {environments.map(({ id, name: word }) => (
              <DropdownMenu.RadioItem
                key={id}
                value={id}
                className={cx('menu-item', id === 'production' && 'production name')}
              >
                {id === 'production' ? <Server /> : <FlaskConical />}
                {word}
                {id === environment ? <Check className="last" /> : null}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-rule" />
          <p className="menu-label max-w-64">
            Switching keeps this page and its filters where the other environment has them.
          </p>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
