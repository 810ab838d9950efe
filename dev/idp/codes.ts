import { join } from 'node:path';
import { generateSecret, generateSync, verifySync } from 'otplib';
import { z } from 'zod';
import { readJson, writeJson } from './folder.ts';
import { demoPeople } from './people.ts';

const periodSeconds = 30;
const Seeds = z.record(z.string(), z.string().regex(/^[A-Z2-7]{32}$/));

/** The TOTP seeds by e-mail, made on the first start and kept; a person added since gets one. */
export function openSeeds(folder: string): Record<string, string> {
  const path = join(folder, 'people.json');
  const kept = readJson(path, (value) => Seeds.parse(value)) ?? {};
  const missing = demoPeople.filter((person) => !kept[person.email]);
  if (missing.length === 0) return kept;
  const seeds = { ...kept, ...Object.fromEntries(missing.map((person) => [person.email, generateSecret()])) };
  writeJson(path, seeds);
  return seeds;
}

export type CodeVerdict = 'right' | 'wrong' | 'used';

export interface CodeBook {
  /** Whether a code works once only. */
  once: boolean;
  /** The code to type next, or null when this and the next one are spent. */
  next(email: string): string | null;
  /** The code of this half-minute, spent or not. */
  current(email: string): string;
  secondsLeft(): number;
  /** Judges a code and, where codes work once, spends it if told to. */
  check(email: string, code: string, spending: boolean): CodeVerdict;
}

/** RFC 6238 codes of the demo people, accepted one step early or late and spent by use (RFC 6238, 5.2). */
export function codeBook(seeds: Record<string, string>, nowMs: () => number, once = true): CodeBook {
  const spent = new Map<string, Set<number>>();
  const step = () => Math.floor(nowMs() / 1000 / periodSeconds);
  const seed = (email: string) => {
    const secret = seeds[email];
    if (!secret) throw new Error(`${email} is not one of the demo people`);
    return secret;
  };
  const codeAt = (email: string, at: number) =>
    generateSync({ secret: seed(email), epoch: at * periodSeconds });
  const isSpent = (email: string, at: number) => spent.get(email)?.has(at) ?? false;
  const spend = (email: string, at: number) => {
    const recent = [...(spent.get(email) ?? [])].filter((other) => other >= step() - 1);
    spent.set(email, new Set([...recent, at]));
  };

  return {
    once,
    next(email) {
      const at = [step(), step() + 1].find((candidate) => !isSpent(email, candidate));
      return at === undefined ? null : codeAt(email, at);
    },
    current: (email) => codeAt(email, step()),
    secondsLeft: () => periodSeconds - (Math.floor(nowMs() / 1000) % periodSeconds),
    check(email, code, spending) {
      if (!/^\d{6}$/.test(code)) return 'wrong';
      const epoch = Math.floor(nowMs() / 1000);
      const result = verifySync({ secret: seed(email), token: code, epoch, epochTolerance: periodSeconds });
      if (!result.valid || !('timeStep' in result)) return 'wrong';
      if (!once || !spending) return 'right';
      if (isSpent(email, result.timeStep)) return 'used';
      spend(email, result.timeStep);
      return 'right';
    },
  };
}
