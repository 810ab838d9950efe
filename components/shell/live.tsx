'use client';

import { LogIn } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { announce } from '#components/ui/announce.ts';
import { paths } from '#lib/paths.ts';
import { follow } from './live-channel.ts';
import { whenConvenient } from './live-manners.ts';

/**
 * Keeps an open page true: it is asked for anew when something changed, at a moment that disturbs nobody, and covered
 * when the session has ended, so that whoever comes by reads nothing.
 */
export function Live({ shown }: { shown: string }) {
  const router = useRouter();
  const pathname = usePathname();
  const [isOver, setOver] = useState(false);
  // What the page showed when it came; afterwards the stream itself tells.
  const first = useRef(shown);
  useEffect(() => {
    const manners = whenConvenient(() => router.refresh());
    const unfollow = follow(first.current, {
      changed: manners.ask,
      rights: () => router.refresh(),
      ended() {
        setOver(true);
        announce('You are signed out.');
      },
    });
    return () => {
      unfollow();
      manners.stop();
    };
  }, [router]);
  return isOver ? <Over returnTo={pathname} /> : null;
}

/** A modal dialog of the browser's own: nothing behind it can be read, reached or used. */
function Over({ returnTo }: { returnTo: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="over"
      aria-labelledby="over-title"
      onCancel={(event) => event.preventDefault()}
    >
      <div className="card">
        <h2 id="over-title" className="text-20">
          You are signed out
        </h2>
        <p className="mt-2 text-ink-2">
          This session has ended: it was signed out, was idle for too long, or somebody ended it. What you
          typed and did not send is lost.
        </p>
        <div className="row mt-6">
          <a className="btn primary" href={`${paths.signIn}?returnTo=${encodeURIComponent(returnTo)}`}>
            <LogIn />
            Sign in again
          </a>
        </div>
      </div>
    </dialog>
  );
}
