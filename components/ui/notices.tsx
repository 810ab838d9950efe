'use client';

import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';

interface Notice {
  id: number;
  tone: 'ok' | 'warn';
  text: string;
}

const none: Notice[] = [];
let notices = none;
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Says a result where the eye is not: "Revoked. Calls with this key are refused now." At most three stand at a time. */
export function notify(text: string, tone: Notice['tone'] = 'ok'): void {
  lastId += 1;
  set([...notices, { id: lastId, tone, text }].slice(-3));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The place where notices appear; a live region, there from the start, as screen readers want it. */
export function Notices() {
  const shown = useSyncExternalStore(
    subscribe,
    () => notices,
    () => none,
  );
  return (
    <section className="notices" aria-label="Notices" aria-live="polite">
      {shown.map((notice) => (
        <NoticeCard key={notice.id} {...notice} />
      ))}
    </section>
  );
}

/** Leaves by itself after eight seconds, but not while somebody reads it with pointer or focus on it. */
function NoticeCard({ id, tone, text }: Notice) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => set(notices.filter((notice) => notice.id !== id)), 8000);
    return () => clearTimeout(timer);
  }, [held, id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reading holds it; nothing is operated here but the button
    <div
      className="notice"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {tone === 'ok' ? <CircleCheck className="text-ok" /> : <TriangleAlert className="text-warn" />}
      <p className="grow">{text}</p>
      <button
        type="button"
        className="icon-btn xs"
        aria-label="Dismiss"
        onClick={() => set(notices.filter((notice) => notice.id !== id))}
      >
        <X />
      </button>
    </div>
  );
}
