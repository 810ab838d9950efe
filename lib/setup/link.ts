/** Promise: whoever holds a set-up link was at this machine; its secret is shown there once and stored nowhere else. */
import { createHash, randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '../access/actor.ts';
import type { Origin } from '../audit/record.ts';
import { env } from '../env.ts';
import { execute } from '../execute.ts';
import { paths } from '../paths.ts';
import { bindSetupLink, issueSetupLink } from './commands.ts';
import { linkByDigest, nobodyYet, openUntil } from './queries.ts';
import { setupMinutes } from './schema.ts';

export const setupActor: Actor = { kind: 'system', id: 'setup', name: 'Set-up' };

export interface HandedOver {
  /** For the person at the terminal. */
  lines: string[];
  /** Where the link is, when no terminal could show it. */
  file: string | null;
}

/**
 * The link of a first start, while nobody is an operator; null when there is nothing to hand over. One that is open
 * stays: somebody may be in the middle of it.
 */
export async function offerSetup(isTerminal: boolean, now = new Date()): Promise<HandedOver | null> {
  if (!(await nobodyYet())) return null;
  const made = (await openUntil(now)) ? null : await makeSetupLink(setupActor, { unlessOpen: true, now });
  if (made?.kind === 'made') return handOver(made.url, isTerminal);
  const until = await openUntil(now);
  return until && { file: null, lines: [openWords(until)] };
}

export type MadeLink = { kind: 'made'; url: string } | { kind: 'refused'; message: string };

/** A new link; the former one has ended. */
export async function makeSetupLink(
  actor: Actor,
  { unlessOpen = false, now = new Date() }: { unlessOpen?: boolean; now?: Date } = {},
): Promise<MadeLink> {
  const secret = randomBytes(32).toString('base64url');
  const channel = actor.kind === 'cli' ? ('cli' as const) : ('job' as const);
  const origin = { channel, address: null, userAgent: null };
  const input = { digest: setupDigest(secret), unlessOpen };
  const outcome = await execute(issueSetupLink, actor, input, { origin, now });
  if (outcome.kind === 'done') return { kind: 'made', url: `${env().publicUrl}${paths.setupWith(secret)}` };
  return { kind: 'refused', message: 'message' in outcome ? outcome.message : 'No set-up link was made.' };
}

/** Binds a link to a browser, by both secrets; false for every reason not to, which the trail alone names. */
export async function bindLink(token: string, browser: string, origin: Origin): Promise<boolean> {
  const link = await linkByDigest(setupDigest(token));
  if (!link) return false;
  const input = { id: link.id, browserDigest: setupDigest(browser) };
  const outcome = await execute(bindSetupLink, setupActor, input, { origin });
  return outcome.kind === 'done';
}

/** What is stored of a link, and of the browser that it belongs to. */
export function setupDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** To the terminal that a person sits at; without one, a log would keep it, so it goes to a file for this user alone. */
export function handOver(url: string, isTerminal: boolean): HandedOver {
  const good = `It is good for ${setupMinutes} minutes and belongs to the first browser that goes on with it.`;
  if (isTerminal)
    return { file: null, lines: ['Nobody is an operator yet. Set Gatehouse up here:', '', url, '', good] };
  const file = setupFile();
  // Written beside and renamed: what stood there before, a link to another file included, is replaced, not followed.
  const half = `${file}.${process.pid}`;
  rmSync(half, { force: true });
  writeFileSync(half, `${url}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(half, file);
  return { file, lines: [`Nobody is an operator yet. The link to set Gatehouse up is in ${file}. ${good}`] };
}

/** After the set-up; on another machine's disk it is worth nothing any more. */
export function removeSetupFile(): void {
  rmSync(setupFile(), { force: true });
}

function setupFile(): string {
  return join(env().dataDir, 'setup-link');
}

function openWords(until: Date): string {
  return `Nobody is an operator yet. A set-up link is open until ${until.toISOString().slice(11, 16)} UTC; \`npx gatehouse setup-link\` makes a new one and ends it.`;
}
