import { MapPinned } from 'lucide-react';
import Link from 'next/link';
import { Note } from '#components/ui/note.tsx';
import type { Move } from '#lib/auth/place.ts';
import { paths } from '#lib/paths.ts';

interface MovedNoteProps {
  moved: Move | null;
}

/** On every page of a session that is used elsewhere than where it was signed in: why changes wait, and the way out. */
export function MovedNote({ moved }: MovedNoteProps) {
  if (!moved) return null;
  return (
    <Note
      tone="warn"
      icon={<MapPinned />}
      className="mx-[var(--gutter)] mt-4"
      title="This session has moved. Its second factor does not count here."
    >
      You signed in from {moved.from}; now it is used from {moved.to}. You may read;{' '}
      <Link className="link underline" href={paths.stepUp} prefetch={false}>
        prove it here
      </Link>{' '}
      before changes that ask for a second factor. If you did not move, end it under{' '}
      <Link className="link underline" href={paths.sessions} prefetch={false}>
        your sessions
      </Link>
      .
    </Note>
  );
}
