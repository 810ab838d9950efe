'use client';

import { useRouter } from 'next/navigation';
import { DialogPanel } from '#components/forms/dialog-panel.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { DialogBody, DialogFoot } from '#components/ui/dialog.tsx';
import { Note } from '#components/ui/note.tsx';
import { FreshSignIn } from './fresh-sign-in.tsx';

interface BarredFormProps {
  title: string;
  /** Why it cannot begin. */
  message: string;
  /** Null where no step-up takes the bar away. */
  idp: { name: string; href: string } | null;
  /** This page, and the one before it. */
  ownHref: string;
  backHref: string;
}

/** In the place of an enrolment that cannot begin yet: what is in its way, and the way past it. */
export function BarredForm({ title, message, idp, ownHref, backHref }: BarredFormProps) {
  const router = useRouter();
  return (
    <DialogPanel title={title} environment={null} closeHref={backHref}>
      {/* A GET form: its button loads this page again, also without scripts. */}
      <form action={ownHref} className="contents">
        <DialogBody>
          {idp ? (
            <FreshSignIn words={message} idp={idp} onProven={() => router.refresh()} />
          ) : (
            <Note title={message} />
          )}
        </DialogBody>
      </form>
      <DialogFoot>
        <LinkButton href={backHref}>Go back</LinkButton>
      </DialogFoot>
    </DialogPanel>
  );
}
