'use client';

import { ExternalLink } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { buttonClass } from '#components/ui/button.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { proofChannel } from './proof-channel.ts';

interface ProviderTabProps {
  idp: { name: string; href: string };
  primary: boolean;
  /** After the tab has said that it is done. */
  onProven(): void;
}

/** A fresh sign-in at the provider, in a tab of its own: what was typed here stays. */
export function ProviderTab({ idp, primary, onProven }: ProviderTabProps) {
  const [waiting, setWaiting] = useState(false);
  const proven = useEffectEvent(onProven);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (primary) link.current?.focus({ preventScroll: true });
  }, [primary]);
  useEffect(() => {
    if (!waiting) return;
    // The message proves nothing: the server looks for the proof itself. It only spares the person a press.
    const channel = new BroadcastChannel(proofChannel);
    channel.onmessage = () => proven();
    return () => channel.close();
  }, [waiting]);
  return (
    <>
      <a
        ref={link}
        className={
          primary ? buttonClass({ variant: 'primary', className: 'mt-3 max-w-full' }) : 'link mt-2 text-12'
        }
        href={idp.href}
        target="_blank"
        rel="noopener"
        onClick={() => setWaiting(true)}
      >
        {primary ? <ExternalLink /> : null}
        <span className="[overflow-wrap:anywhere]">Prove it at {idp.name}</span>
        <span className="sr-only"> (opens in a new tab)</span>
      </a>
      {waiting ? (
        <p className="text-12 text-ink-2" role="status">
          Sign in at {idp.name} in the other tab. When it says “Proven”, this page goes on by itself.
        </p>
      ) : null}
      {/* The tab announces itself to scripts alone, and only where the browser lets it. */}
      <SubmitButton
        size="sm"
        pendingLabel="Looking"
        className={waiting ? 'mt-1' : 'mt-1 hidden noscript:inline-flex'}
      >
        I have proven it: go on
      </SubmitButton>
    </>
  );
}
