/** The command line after set-up mode: what is critical takes --recovery. In order: set-up mode ends once and for good. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { childEnv } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { commands } from '#lib/registry.ts';
import { localDefault, makeApplication, makeOperator } from '#prisma/factories.ts';
import * as idps from '#tests/support/connections.ts';
import { metadataOf, type Person, world } from '#tests/support/world.ts';

const w = world();
const cli = { kind: 'cli' as const, id: 'root@host', name: 'root@host' };
const origin = { channel: 'cli' as const, address: null, userAgent: null };
const reason = 'nobody can sign in';
const words = '; done with --recovery on the command line by root@host';
let owner: Person;

const newcomer = (role: string) => ({
  connection: 'dev',
  email: `${randomUUID().slice(0, 8)}@example.com`,
  role,
  reason,
});
const newIdp = async (enable: boolean) => {
  const slug = `c${randomUUID().slice(0, 8)}`;
  return { slug, name: slug, metadata: await metadataOf(`https://${slug}.example.com`), enable };
};

type Case = [what: string, command: keyof typeof commands, input: () => Promise<object>];
const critical: Case[] = [
  ['an account owner added', 'addOperator', async () => newcomer('account-owner')],
  ['an administrator added', 'addOperator', async () => newcomer('administrator')],
  [
    'somebody made an account owner',
    'createAssignment',
    async () => ({ operatorId: (await makeOperator({})).id, role: 'account-owner', reason }),
  ],
  [
    'an account owner recovered',
    'recoverOperator',
    async () => ({ id: (await makeOperator({ role: 'viewer' })).id, reason }),
  ],
  ['a connection added', 'addConnection', () => newIdp(false)],
  ['a connection added and enabled', 'addConnection', () => newIdp(true)],
  [
    'a connection enabled',
    'enableConnection',
    async () => ({ id: (await idps.anIdp({ enable: false })).id }),
  ],
  ['a connection disabled', 'disableConnection', async () => ({ id: (await idps.anIdp()).id, reason })],
  ['a connection removed', 'removeConnection', async () => ({ id: (await idps.anIdp()).id, reason })],
  ['a connection refreshed', 'refreshConnection', () => idps.toRefresh()],
  ['a connection restored', 'restoreConnection', () => idps.toRestore()],
  ['a connection edited', 'editConnection', () => idps.toEdit()],
  [
    'a production key without an enforced allow-list',
    'createKey',
    async () => ({ ...(await keyOf('off')), entries: [] }),
  ],
];

async function keyOf(mode: 'off' | 'enforce') {
  const { id: applicationId } = await makeApplication({ ownerId: owner.id });
  const scopes = ['checks:read'];
  const of = { applicationId, name: `key ${randomUUID().slice(0, 8)}`, kind: 'secret', scopes };
  return { ...of, mode, entries: ['203.0.113.0/28'], expiresInDays: 30 };
}

const run = (command: keyof typeof commands, input: object, recovery?: boolean) =>
  execute(commands[command] as typeof commands.addConnection, cli, input, {
    origin,
    ...(recovery !== undefined && { recovery }),
  });
const notices = () => db().notice.count();
const last = (outcome: string) =>
  db().auditEvent.findFirstOrThrow({
    where: { outcome, actorKind: 'cli', action: { not: 'approval.waived' } },
    orderBy: { number: 'desc' },
  });

describe('in set-up mode', () => {
  it.each(critical)(
    '%s needs no --recovery, and the trail does not speak of one',
    async (_, command, input) => {
      owner ??= await w.person('account-owner');
      expect(await run(command, await input())).toMatchObject({ kind: 'done' });
      expect((await last('done')).summary).not.toContain('recovery');
    },
  );
});

describe('after set-up mode', () => {
  it('which a second account owner’s sign-in ends', async () => {
    await w.another('account-owner');
    expect(await db().installation.count({ where: { setupEndedAt: null } })).toBe(0);
  });

  it.each(critical)(
    '%s is refused without --recovery and leaves the refusal alone',
    async (_, command, input) => {
      const asked = await input();
      const before = [await notices(), await db().operator.count(), await db().connection.count()];
      for (const recovery of [undefined, false])
        expect(await run(command, asked, recovery)).toMatchObject({
          kind: 'refused',
          code: 'conflict',
          message: expect.stringMatching(/^Set-up mode has ended.* --recovery: .* Nothing was changed\.$/),
        });
      expect([await notices(), await db().operator.count(), await db().connection.count()]).toEqual(before);
      expect(await last('refused')).toMatchObject({
        action: commands[command].name,
        code: 'recovery_required',
        actorName: 'root@host',
      });
    },
  );

  it.each(critical)(
    '%s works with it: trail and notice name it, the user and the host',
    async (_, command, input) => {
      expect(await run(command, await input(), true)).toMatchObject({ kind: 'done' });
      const { name: action } = commands[command];
      const event = await db().auditEvent.findFirstOrThrow({
        where: { action, outcome: 'done', actorKind: 'cli' },
        orderBy: { number: 'desc' },
      });
      expect(event).toMatchObject({ sensitivity: 'critical', channel: 'cli', actorName: 'root@host' });
      expect(event.summary.endsWith(words)).toBe(true);
      const [notice] = await db().notice.findMany({ orderBy: { createdAt: 'desc' }, take: 1 });
      expect(notice).toMatchObject({
        action,
        text: event.summary,
        actorName: 'root@host',
        signedOffAt: null,
      });
    },
  );

  it('what grants no administrative role, and an enforced key, need none', async () => {
    expect(await run('addOperator', newcomer('viewer'))).toMatchObject({ kind: 'done' });
    expect(await run('createKey', await keyOf('enforce'))).toMatchObject({ kind: 'done' });
  });

  it('nobody but the command line gets by with it: a person still waits for others, a role is still needed', async () => {
    const asked = { id: (await idps.anIdp()).id, reason };
    const options = { origin, recovery: true };
    expect(await execute(commands.disableConnection, owner.actor, asked, options)).toMatchObject({
      kind: 'needsFactor',
    });
    const person = await makeOperator({ role: 'viewer' });
    expect(await run('disableOperator', { id: person.id, reason }, true)).toMatchObject({
      kind: 'refused',
      code: 'forbidden',
    });
  });

  it('the house’s own actors are not the command line: the local default’s seed goes on', async () => {
    const input = await newIdp(true);
    expect(await execute(commands.addConnection, localDefault, input, { origin })).toMatchObject({
      kind: 'done',
    });
  });

  it('at the terminal: exit code 1 and the sentence without it, 0 with it', async () => {
    const email = 'terminal@example.com';
    const args = ['operator', 'add', '--connection', 'dev', '--email', email, '--role', 'account-owner'];
    const refused = await terminal(...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^Set-up mode has ended.*--recovery/);
    expect(await db().operator.count({ where: { email } })).toBe(0);
    expect(await terminal(...args, '--recovery')).toMatchObject({ code: 0 });
    const event = await last('done');
    expect(event.summary).toMatch(new RegExp(`--recovery on the command line by ${event.actorName}$`));
  });
});

async function terminal(...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', 'bin/command.js', ...args], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, ...said };
}
