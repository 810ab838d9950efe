'use client';

import { useEffect } from 'react';
import { proofChannel } from '#components/forms/proof-channel.ts';

/** Tells the tab that waits. It carries nothing: the proof is a row that the server finds by the session. */
export function ProvenAnnouncer() {
  useEffect(() => {
    const channel = new BroadcastChannel(proofChannel);
    channel.postMessage('proven');
    channel.close();
  }, []);
  return null;
}
