import { MapPinned } from 'lucide-react';
import Link from 'next/link';
import { Note } from '#components/ui/note.tsx';
import { Time } from '#components/ui/time.tsx';
import type { AlsoUsed } from '#lib/auth/moves.ts';
import { paths } from '#lib/paths.ts';

interface AlsoUsedNoteProps {
  moves: AlsoUsed[];
  now: Date;
}

/** On every page where the person signed in, until they have looked at the list of their sessions. */
export function AlsoUsedNote({ moves, now }: AlsoUsedNoteProps) {
  const latest = moves.at(-1);
  if (!latest) return null;
  return (
    <Note
      tone="warn"
      icon={<MapPinned />}
      className="mx-[var(--gutter)] mt-4"
      title={`Your session was also used from ${latest.place}.`}
    >
      <Time at={latest.since} now={now} />. If that was not you, somebody holds its cookie:{' '}
      <Link className="link underline" href={paths.signOutEverywhere} prefetch={false}>
        sign out everywhere
      </Link>
      . See{' '}
      <Link className="link underline" href={paths.sessions} prefetch={false}>
        your sessions
      </Link>{' '}
      to put this away.
    </Note>
  );
}
