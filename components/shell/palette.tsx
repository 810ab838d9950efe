'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import '#components/ui/style-nonce.ts';
import type { NavGroup, NavItem } from './nav-links.tsx';

/** A list that takes what was typed: "Keys named", "/keys?q=". */
export interface PaletteSearch {
  label: string;
  hrefBefore: string;
  icon: ReactNode;
  /** Offered only for what begins like this, in lower case: "gh-". */
  onlyFor?: string;
}

interface PaletteProps {
  groups: NavGroup[];
  searches: PaletteSearch[];
}

/** Ctrl-K or Cmd-K: go to any page that the navigation offers, or look for what was typed in one of its lists. */
export function Palette({ groups, searches }: PaletteProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="palette needs-script">
        <Search />
        <span>Find a key, a person, a page</span>
        <kbd>Ctrl K</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim">
          <Dialog.Content className="palette-dialog" aria-describedby={undefined}>
            <Dialog.Title className="sr-only">Find or run</Dialog.Title>
            <Finder pages={groups.flat()} searches={searches} close={() => setOpen(false)} />
          </Dialog.Content>
        </Dialog.Overlay>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** A combobox over a list (ARIA APG): the focus stays in the field, the chosen line is told by aria-activedescendant. */
function Finder({
  pages,
  searches,
  close,
}: {
  pages: NavItem[];
  searches: PaletteSearch[];
  close: () => void;
}) {
  const id = useId();
  const router = useRouter();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = find(pages, searches, query.trim());
  const go = (item: Found | undefined) => {
    if (!item) return;
    close();
    router.push(item.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return go(found[chosen]);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move || found.length === 0) return;
    event.preventDefault();
    setChosen((chosen + move + found.length) % found.length);
  };
  return (
    <>
      <div className="palette-field">
        <Search />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[chosen] ? `${id}-${chosen}` : undefined}
          aria-label="Find or run"
          placeholder="Find a key, a person, a page"
          autoComplete="off"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="palette-list">
        <div role="listbox" id={`${id}-list`} aria-label="Found">
          {found.map((item, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (ARIA APG, combobox)
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={item.href}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              data-selected={index === chosen}
              className="menu-item"
              onClick={() => go(item)}
              onPointerMove={() => setChosen(index)}
            >
              {item.icon}
              {item.label}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

interface Found {
  href: string;
  label: string;
  icon: ReactNode;
}

function find(pages: NavItem[], searches: PaletteSearch[], query: string): Found[] {
  const going = pages.filter(({ label }) => matches(label, query));
  if (!query) return going;
  const fitting = searches.filter(({ onlyFor = '' }) => query.toLowerCase().startsWith(onlyFor));
  const looking = fitting.map(({ label, hrefBefore, icon }) => ({
    label: `${label} “${query}”`,
    href: hrefBefore + encodeURIComponent(query),
    icon,
  }));
  return [...going, ...looking];
}

/** Every letter in order, so that "apl" finds Applications. */
function matches(label: string, query: string): boolean {
  let from = 0;
  const word = label.toLowerCase();
  for (const letter of query.toLowerCase().replace(/\s/g, '')) {
    from = word.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
