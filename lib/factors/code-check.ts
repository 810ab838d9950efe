/** Promise: a typed code is looked for among this person's own factors alone, and what was typed goes nowhere else. */
import { db } from '../db/client.ts';
import { keyring } from '../keyring.ts';
import { open } from '../vault/envelope.ts';
import { digestsOf, readCode } from './codes.ts';
import type { CodeReason } from './reasons.ts';
import { seedPlace } from './ticket.ts';
import { stepOf } from './totp.ts';

export interface ShownCode {
  kind: 'totp' | 'recovery_code';
  factorId: string;
  name: string;
  counter: number | null;
}

/**
 * Six digits are of an authenticator app, all else is read as a recovery code, which proves who somebody is and carries
 * no critical change: it is paper, and may lie in a drawer. Uses nothing up: `proof.give` does.
 */
export async function provenByCode(
  operatorId: string,
  typed: string,
  { binding, now }: { binding: string | null; now: Date },
): Promise<ShownCode | CodeReason> {
  const digits = typed.replace(/\s/g, '');
  if (/^[0-9]{6}$/.test(digits)) return ofApp(operatorId, digits, now);
  const code = readCode('recovery_code', typed);
  if (!code) return 'mistyped';
  return binding ? 'paper_for_critical' : ofPaper(operatorId, code);
}

async function ofApp(operatorId: string, code: string, now: Date): Promise<ShownCode | CodeReason> {
  const app = await db().factor.findFirst({
    where: { operatorId, kind: 'totp', endedAt: null },
    select: { id: true, name: true, secret: true, use: { select: { counter: true } } },
  });
  if (!app?.secret) return 'totp';
  const seed = open(await keyring(), seedPlace(app.id), app.secret).toString('utf8');
  const counter = stepOf(seed, code, now);
  if (counter === null) return 'totp';
  // Said here under the person's name; of two that arrive together `proof.give` refuses one.
  if (app.use && counter <= app.use.counter) return 'used';
  return { kind: 'totp', factorId: app.id, name: app.name, counter };
}

async function ofPaper(operatorId: string, code: string): Promise<ShownCode | CodeReason> {
  const digest = { in: digestsOf(await keyring(), 'recovery_code', code) };
  const row = await db().factor.findFirst({
    where: { operatorId, kind: 'recovery_code', endedAt: null, digest },
    select: { id: true, name: true },
  });
  return row ? { kind: 'recovery_code', factorId: row.id, name: row.name, counter: null } : 'recovery_code';
}
