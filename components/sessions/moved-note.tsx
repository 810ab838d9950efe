import { MapPinned } from 'lucide-react';
import Link from 'next/link';
import { Note } from '#components/ui/note.tsx';
import { paths } from '#lib/paths.ts';

/** Around the few pages of a session that is used elsewhere than where it was signed in. Where that was stays unsaid: a thief would imitate it. */
export function MovedNote() {
  return (
    <Note
      tone="warn"
      icon={<MapPinned />}
      className="mx-[var(--gutter)] mt-4"
      title="This session has moved. It is used from another network or browser than before."
    >
      Nothing opens here until you give your second factor. Once you have, it counts in both places. If you do
      not recognise this,{' '}
      <Link className="link underline" href={paths.signOutEverywhere} prefetch={false}>
        sign out everywhere
      </Link>
      .
    </Note>
  );
}
