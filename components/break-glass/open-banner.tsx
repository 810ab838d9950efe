'use client';

import { ShieldAlert, Siren } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Note } from '#components/ui/note.tsx';
import type { OpenNow } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';

interface OpenBannerProps {
  /** As the page was first rendered. */
  first: OpenNow | null;
  look(): Promise<OpenNow | null>;
  /** Whoever may read it is led to it. */
  mayRead: boolean;
}

/** On every page of the console while break-glass is open or waits for its second person: nobody shall learn of it later. */
export function OpenBanner({ first, look, mayRead }: OpenBannerProps) {
  const open = useOpen(first, look);
  if (!open) return null;
  const what = open.drill ? 'A break-glass drill' : 'Break-glass';
  const title = open.openedAt ? `${what} is open` : `${what} was begun and waits for a second person`;
  return (
    <Note
      tone={open.drill ? 'warn' : 'bad'}
      icon={open.drill ? <ShieldAlert /> : <Siren />}
      className="mx-[var(--gutter)] mt-4"
      title={title}
      end={
        mayRead ? (
          <Link className="link underline" href={paths.breakGlassReview(open.id)} prefetch={false}>
            What they do
          </Link>
        ) : null
      }
    >
      {open.firstName}
      {open.secondName ? ` and ${open.secondName}` : ''}, until {open.endsAt.toISOString().slice(11, 16)} UTC
      {open.drill ? '. Nothing is changed by it.' : '.'}
    </Note>
  );
}

// A layout is not rendered again when its reader goes to another page; the banner looks by itself then.
function useOpen(first: OpenNow | null, look: () => Promise<OpenNow | null>): OpenNow | null {
  const pathname = usePathname();
  const rendered = useRef(pathname);
  const [later, setLater] = useState<{ of: OpenNow | null; open: OpenNow | null } | null>(null);
  useEffect(() => {
    if (rendered.current === pathname) return;
    rendered.current = pathname;
    look().then(
      (open) => setLater({ of: first, open }),
      // A console that cannot answer says so itself.
      () => undefined,
    );
  }, [pathname, look, first]);
  return later?.of === first ? later.open : first;
}
