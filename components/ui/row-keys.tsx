'use client';

import type { ComponentProps, KeyboardEvent } from 'react';

const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * From row to row by j and k or the arrows, while the focus is in the table and nowhere else (WCAG 2.1.4); Enter opens
 * the row, since what is focused is its link.
 */
export function RowKeys(props: ComponentProps<'section'>) {
  // biome-ignore lint/a11y/noStaticElementInteractions: a named region; its keys move among its own links
  return <section aria-keyshortcuts="j k ArrowDown ArrowUp" {...props} onKeyDown={moveRow} />;
}

function moveRow(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const { target, currentTarget } = event;
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return;
  // What is typed or chosen is not moved by: a field, and a menu that floats outside of the table.
  if (target.closest('input, select, textarea') || !currentTarget.contains(target)) return;
  const links = [...currentTarget.querySelectorAll('tbody tr')].flatMap(
    (row) => row.querySelector<HTMLElement>('a.name, a[href]') ?? [],
  );
  const at = links.findIndex((link) => link.closest('tr')?.contains(target));
  const next = at < 0 ? links[0] : links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
