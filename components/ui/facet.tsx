'use client';

import { Check, ChevronDown, X } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { cx } from './cx.ts';
import { floatRoot } from './float-root.ts';

interface FacetProps {
  label: string;
  /** Each choice is an address: the filter lives in the URL. */
  options: { label: string; href: string; chosen?: boolean; count?: number }[];
  /** Where the facet is removed; only used when something is chosen. */
  clearHref: string;
}

/** A facet: closed it names itself; chosen it shows the value in petrol and how to remove it. */
export function Facet({ label, options, clearHref }: FacetProps) {
  const chosen = options.filter((option) => option.chosen);
  const value = chosen.length > 1 ? `${chosen.length} of ${options.length}` : chosen[0]?.label;
  return (
    <span className={cx('facet', value && 'on')}>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger>
          {label} {value ? <b>{value}</b> : <ChevronDown />}
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={floatRoot()}>
          <DropdownMenu.Content
            className="menu"
            align="start"
            sideOffset={4}
            collisionPadding={8}
            aria-label={label}
          >
            {options.map((option) => (
              <DropdownMenu.CheckboxItem
                key={option.href}
                className="menu-item"
                checked={option.chosen ?? false}
                asChild
              >
                <Link href={option.href} prefetch={false} scroll={false}>
                  <span className="cut">{option.label}</span>
                  <span className="last row text-12 text-ink-3">
                    {option.count}
                    {option.chosen ? <Check /> : null}
                  </span>
                </Link>
              </DropdownMenu.CheckboxItem>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {value ? (
        <Link href={clearHref} aria-label={`Remove the filter ${label}`} prefetch={false} scroll={false}>
          <X />
        </Link>
      ) : null}
    </span>
  );
}
