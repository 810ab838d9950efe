import { randomBytes } from 'node:crypto';
import type { FailureName } from './failures.ts';
import type { DemoPerson } from './people.ts';
import { newId } from './response.ts';

/** A browser that signed in here. */
export interface Session {
  id: string;
  person: DemoPerson;
  /** Kept, so that a later answer without the form looks like the first. */
  failure: FailureName | null;
  sessionIndex: string;
  authenticatedAt: Date;
}

/** An AuthnRequest that waits for its person. */
export interface Pending {
  requestId: string;
  acs: string;
  audience: string;
  encryptionCertificate: string | null;
  relayState: string | null;
  forceAuthn: boolean;
  isPassive: boolean;
}

/** A response as it was posted, kept for /replay. */
export interface Posted {
  acs: string;
  samlResponse: string;
  relayState: string | null;
}

/** Everything that lives in memory only, and ends with the process. */
export interface Memory {
  sessions: Shelf<Session>;
  pending: Shelf<Pending>;
  posted: Shelf<Posted>;
}

export function newMemory(): Memory {
  return { sessions: shelf(8 * 3_600_000), pending: shelf(30 * 60_000), posted: shelf(30 * 60_000) };
}

export function newSession(person: DemoPerson, failure: FailureName | null, authenticatedAt: Date): Session {
  return { id: randomKey(), person, failure, sessionIndex: newId(), authenticatedAt };
}

export function randomKey(): string {
  return randomBytes(16).toString('hex');
}

export interface Shelf<T> {
  get(key: string | undefined): T | undefined;
  put(key: string, value: T): void;
  drop(key: string): void;
  all(): T[];
}

/** A map whose entries end after a while, and whose oldest make room, so that nobody fills the memory. */
function shelf<T>(lifetimeMs: number, capacity = 2_000): Shelf<T> {
  const entries = new Map<string, { value: T; endsAt: number }>();
  const alive = (key: string) => {
    const entry = entries.get(key);
    if (!entry || entry.endsAt > Date.now()) return entry?.value;
    entries.delete(key);
    return undefined;
  };
  return {
    get: (key) => (key === undefined ? undefined : alive(key)),
    put(key, value) {
      entries.delete(key);
      entries.set(key, { value, endsAt: Date.now() + lifetimeMs });
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
    drop: (key) => void entries.delete(key),
    all: () => [...entries.keys()].map(alive).filter((value) => value !== undefined),
  };
}
