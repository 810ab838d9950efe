'use client';

import { LogIn } from 'lucide-react';
import { ProviderTab } from '#components/forms/provider-tab.tsx';
import { Note } from '#components/ui/note.tsx';

interface FreshSignInProps {
  /** Why it is asked. */
  words: string;
  idp: { name: string; href: string };
  /** After the tab has said that it is done. */
  onProven(): void;
}

/** In the way of an enrolment: the provider must have vouched for the person just now. */
export function FreshSignIn({ words, idp, onProven }: FreshSignInProps) {
  return (
    <Note tone="warn" role="alert" icon={<LogIn />} title={words}>
      A session alone adds no factor: whoever carried it off would make it theirs.
      <span className="mt-2 grid justify-items-start gap-1">
        <ProviderTab idp={idp} primary={false} onProven={onProven} />
      </span>
    </Note>
  );
}
