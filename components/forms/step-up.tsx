'use client';

import { ExternalLink, Fingerprint, Smartphone } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { Note } from '#components/ui/note.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { NeedsFactorState } from '#lib/action.ts';
import { paths } from '#lib/paths.ts';
import { CodeField } from './code-field.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { ProviderTab } from './provider-tab.tsx';
import { useSecondsLeft } from './request-ends.tsx';

interface StepUpProps {
  asked: NeedsFactorState;
  /** False where there is no session yet that a provider could prove something for. */
  withIdp?: boolean;
}

/** Inside a form that was asked for a second factor: each way sends the same fields again, with the proof beside them. */
export function StepUp({ asked, withIdp = true }: StepUpProps) {
  const id = useId();
  const self = useRef<HTMLElement>(null);
  const left = useSecondsLeft(asked);
  const { passkey, code, idp } = asked.ways;
  // It opens below what was typed: seen at once, and not under the foot, which stays at the bottom.
  useEffect(() => {
    if (asked) self.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  const way = passkey ? 'passkey' : code ? 'code' : 'idp';
  return (
    <section
      ref={self}
      aria-labelledby={`${id}-title`}
      className="grid scroll-mt-16 scroll-mb-28 justify-items-center gap-1 rounded-3 border border-line px-4 py-5 text-center"
    >
      <span className="mb-2 grid size-12 place-items-center rounded-full bg-accent-tint text-accent-text [&_.lucide]:size-6 [&_.lucide]:stroke-[1.5]">
        {icons[way]}
      </span>
      <span className="name" id={`${id}-title`}>
        {titleOf(way, idp.name)}
      </span>
      <span className="max-w-[46ch] text-12 text-ink-3" id={`${id}-why`}>
        {asked.message} {asked.critical ? 'The proof is for this change alone and ends in 5 minutes.' : null}
      </span>
      {asked.error ? (
        <Note tone="bad" role="alert" title={asked.error} className="mt-2 w-full text-left" />
      ) : null}
      {left === 0 ? (
        <Ended />
      ) : (
        <>
          {passkey ? <PasskeyButton options={passkey} describedBy={`${id}-why`} /> : null}
          {code ? <Code asked={asked} primary={!passkey} /> : null}
          {withIdp ? (
            <ProviderTab
              idp={idp}
              primary={way === 'idp'}
              onProven={() => self.current?.closest('form')?.requestSubmit()}
            />
          ) : null}
        </>
      )}
      {withIdp && way === 'idp' ? <AddOne /> : null}
    </section>
  );
}

const icons = { passkey: <Fingerprint />, code: <Smartphone />, idp: <ExternalLink /> };

function titleOf(way: keyof typeof icons, provider: string): string {
  if (way === 'passkey') return 'Confirm with your passkey';
  return way === 'code' ? 'Confirm with a code' : `Confirm at ${provider}`;
}

/** Behind a line where there is a passkey; open where it is the first way. */
function Code({ asked, primary }: { asked: NeedsFactorState; primary: boolean }) {
  if (primary)
    return (
      <div className="mt-3 w-full">
        <CodeField asked={asked} primary />
      </div>
    );
  return (
    <details className="mt-2 w-full">
      <summary className="link inline-block list-none text-12">Use a code from the authenticator app</summary>
      <div className="mt-3">
        <CodeField asked={asked} primary={false} />
      </div>
    </details>
  );
}

function Ended() {
  return (
    <div className="mt-3 grid justify-items-center gap-3">
      <p className="text-12 text-ink-2" role="status">
        Five minutes have passed. Nothing was changed, and what you typed is still here.
      </p>
      <SubmitButton variant="primary" pendingLabel="Asking">
        Ask again
      </SubmitButton>
    </div>
  );
}

function AddOne() {
  return (
    <span className="mt-2 text-12 text-ink-3">
      With a{' '}
      <a className="link underline" href={paths.factors} target="_blank" rel="noopener">
        passkey of your own
      </a>{' '}
      this is one touch, here.
    </span>
  );
}
