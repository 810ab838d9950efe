'use client';

import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { Fragment, type ReactNode } from 'react';
import { type ButtonVariant, buttonClass } from './button.tsx';
import { cx } from './cx.ts';
import { floatRoot } from './float-root.ts';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  /** Goes somewhere ... */
  href?: string;
  /** ... or does something (client components only). */
  onSelect?: () => void;
  /** A plain navigation, for route handlers and downloads. */
  native?: boolean;
  shortcut?: string;
  /** The destructive one: red; put it last, after a rule. */
  bad?: boolean;
  /** Why it cannot be chosen now; it stays readable. */
  disabledReason?: string;
  checked?: boolean;
}

interface MenuProps {
  /** Accessible name of the trigger: "Actions for claims-gateway-primary". */
  label: string;
  /** A button with words; without it the trigger is an ellipsis. */
  button?: {
    text: ReactNode;
    icon?: ReactNode;
    after?: ReactNode;
    variant?: ButtonVariant;
    size?: 'md' | 'sm';
  };
  triggerSize?: 'md' | 'sm' | 'xs';
  /** 'rule' draws a line between groups. */
  items: (MenuEntry | 'rule')[];
  align?: 'start' | 'end';
}

export function Menu({ label, button, triggerSize = 'xs', items, align = 'end' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={button ? buttonClass(button) : cx('icon-btn', triggerSize !== 'md' && triggerSize)}
        aria-label={button ? undefined : label}
        title={button ? undefined : label}
      >
        {button ? (
          <>
            {button.icon}
            {button.text}
            {button.after}
          </>
        ) : (
          <Ellipsis />
        )}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={floatRoot()}>
        <DropdownMenu.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {items.map((item, index) => (
            <Fragment key={item === 'rule' ? `rule-${index}` : item.label}>
              {item === 'rule' ? <DropdownMenu.Separator className="menu-rule" /> : <Entry {...item} />}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entry({ label, icon, href, onSelect, native, shortcut, bad, disabledReason, checked }: MenuEntry) {
  const className = cx('menu-item', bad && 'bad');
  const content = (
    <>
      {icon}
      <span>
        {label}
        {disabledReason ? <span className="block text-12">{disabledReason}</span> : null}
      </span>
      {checked ? <span className="last text-12 text-ink-3">chosen</span> : null}
      {shortcut ? <kbd>{shortcut}</kbd> : null}
    </>
  );
  if (disabledReason) {
    return (
      <DropdownMenu.Item className={className} disabled>
        {content}
      </DropdownMenu.Item>
    );
  }
  if (!href) {
    return (
      <DropdownMenu.Item className={className} onSelect={onSelect}>
        {content}
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.Item className={className} asChild>
      {native ? (
        <a href={href}>{content}</a>
      ) : (
        <Link href={href} prefetch={false} scroll={false}>
          {content}
        </Link>
      )}
    </DropdownMenu.Item>
  );
}
