'use client';

import { Megaphone } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { relativeTime } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { inWords } from '#lib/command-words.ts';
import type { OpenNotices } from '#lib/notices/queries.ts';
import { paths } from '#lib/paths.ts';

interface NoticeBannerProps {
  notices: OpenNotices;
  now: Date;
  /** The form that signs the newest one off. */
  signOff: ReactNode;
}

/** On every page of an account owner until somebody has signed it off; Overview lists them all itself. */
export function NoticeBanner({
  notices: { text, actorName, createdAt, count, isChange },
  now,
  signOff,
}: NoticeBannerProps) {
  const pathname = usePathname();
  if (pathname === paths.overview) return null;
  return (
    <Note
      tone="warn"
      icon={<Megaphone />}
      className="mx-[var(--gutter)] mt-4"
      title={isChange ? `Critical change: ${inWords(text)}` : text}
      end={signOff}
    >
      {actorName} · {relativeTime(createdAt, now)}
      {count > 1 ? (
        <>
          {' · '}
          <Link className="link underline" href={paths.overview} prefetch={false}>
            {count === 2 ? 'one more' : `${count - 1} more`} on Overview
          </Link>
        </>
      ) : null}
    </Note>
  );
}
