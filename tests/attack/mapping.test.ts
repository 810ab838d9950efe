import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { makeSigningKey, type SigningKey } from '#dev/idp/keys.ts';
import type { ResponseParameters } from '#dev/idp/response.ts';
import { recordEvent } from '#lib/audit/record.ts';
import { signInActor } from '#lib/auth/entrance.ts';
import { viewerBehind } from '#lib/auth/viewer.ts';
import { editMapping } from '#lib/connections/mapping-commands.ts';
import { db, transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { execute } from '#lib/execute.ts';
import { addOperator, disableOperator } from '#lib/operators/commands.ts';
import { refreshOperator } from '#lib/operators/provisioning.ts';
import { withRequest } from '#lib/request.ts';
import { giveRole, localOrigin, makeConnection, makeOperator, must } from '#prisma/factories.ts';
import { acme, Browser, idpMetadata, publicUrl, right, verdictOn } from './kit.ts';

acme();

const reason = 'for this test';
const names = { email: 'mail', name: 'displayName', groups: 'groups' };
const badge = { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' };
let made = 0;

interface Idp {
  id: string;
  slug: string;
  domain: string;
  key: SigningKey;
  edit(settings: object): Promise<unknown>;
  /** 'accepted' or the rule in the trail, for a right response of this IdP but for `change`. */
  says(change: Partial<ResponseParameters>, browser?: Browser): Promise<string>;
}

/** A connection of its own, whose mapping is as `settings` say. */
async function idp(settings: object = {}): Promise<Idp> {
  const slug = `m${++made}`;
  const domain = `${slug}.example`;
  const issuer = `https://idp.${domain}/metadata`;
  const key = await makeSigningKey(slug);
  const { id } = await makeConnection({ slug, name: slug, metadata: idpMetadata(key, issuer) });
  const edit = (more: object) => must(editMapping, { id, ...names, provisioning: 'bare', ...more, reason });
  await edit({ provisioning: 'bare', ...settings });
  const says = (change: Partial<ResponseParameters>, browser = new Browser()) =>
    verdictOn(key, { issuer, ...badge, ...change }, { slug, browser });
  return { id, slug, domain, key, edit, says };
}

const operators = (connectionId: string) => db().operator.findMany({ where: { connectionId } });
const rolesOf = async (operatorId: string) =>
  (
    await db().assignment.findMany({
      where: { operatorId, endedAt: null },
      orderBy: [{ role: 'asc' }, { environmentId: 'asc' }],
    })
  ).map((a) => `${a.source} ${a.role} ${a.environmentId ?? 'everywhere'}`);
const one = async (connectionId: string, nameId: string) =>
  db().operator.findUniqueOrThrow({ where: { connectionId_nameId: { connectionId, nameId } } });
const lastEvent = (action: string) =>
  db().auditEvent.findFirstOrThrow({ where: { action }, orderBy: { number: 'desc' } });
const mapped = {
  provisioning: 'mapped',
  roleCeiling: ['developer', 'auditor', 'security-officer'],
  rules: [
    { value: 'gatehouse-dev', role: 'developer', environmentId: 'sandbox' },
    { value: 'gatehouse-audit', role: 'auditor' },
    { value: 'gatehouse-sec', role: 'security-officer', environmentId: 'production' },
  ],
};

describe('somebody whom nobody added', () => {
  it('is refused while the connection lets nobody in, whatever the attributes say', async () => {
    const here = await idp({ provisioning: 'off' });
    const attributes = { mail: `new@${here.domain}`, groups: ['gatehouse-sec'] };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('operator');
    expect(await operators(here.id)).toEqual([]);
  });

  it('is let in without rights where the connection says so, by the actor of sign-in', async () => {
    const here = await idp({
      roleCeiling: ['auditor'],
      rules: [{ value: 'gatehouse-audit', role: 'auditor' }],
    });
    const attributes = {
      mail: `Ada.New@${here.domain.toUpperCase()}`,
      displayName: 'Ada New',
      groups: 'gatehouse-audit',
    };
    const browser = new Browser();
    expect(await here.says({ nameId: 'N-1', attributes }, browser)).toBe('accepted');
    const operator = await one(here.id, 'N-1');
    expect(operator).toMatchObject({ email: `ada.new@${here.domain}`, name: 'Ada New', state: 'active' });
    expect(await rolesOf(operator.id)).toEqual([]);
    expect(await lastEvent('operator.provision')).toMatchObject({
      actorId: 'sign-in',
      actorKind: 'system',
      channel: 'saml',
      subjectId: operator.id,
      outcome: 'done',
      after: { nameId: 'N-1', roles: [] },
    });
    const viewer = await viewerOf(browser);
    expect([viewer?.operator.id, viewer?.grants]).toEqual([operator.id, []]);
  });

  it('is known at the next sign-in, and not made twice', async () => {
    const here = await idp();
    const arrive = () => here.says({ nameId: 'N-1', attributes: { mail: `n@${here.domain}` } });
    expect([await arrive(), await arrive()]).toEqual(['accepted', 'accepted']);
    expect(await operators(here.id)).toHaveLength(1);
  });

  it('is one operator, though four of their first sign-ins arrive at once', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] };
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => here.says({ nameId: 'N-1', attributes })),
    );
    expect(outcomes).toEqual(Array(4).fill('accepted'));
    const [operator, ...more] = await operators(here.id);
    expect(more).toEqual([]);
    expect(await rolesOf(operator?.id ?? '')).toEqual(['mapped developer sandbox']);
  });

  it('is not made by a response that proves no second factor, nor by one that was used', async () => {
    const here = await idp();
    const attributes = { mail: `n@${here.domain}` };
    expect(await here.says({ nameId: 'N-1', attributes, contextClass: 'urn:none' })).toBe('mfa');
    expect(await operators(here.id)).toEqual([]);
    await here.says({ nameId: 'N-0', attributes: { mail: `o@${here.domain}` }, assertionId: '_mapping' });
    expect(await here.says({ nameId: 'N-1', attributes, assertionId: '_mapping' })).toBe('replay');
    expect(await operators(here.id)).toHaveLength(1);
  });

  it('is not made from attributes that were changed after signing', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-none'] };
    const edit = { sent: (xml: string) => xml.replace('gatehouse-none', 'gatehouse-sec') };
    expect(await here.says({ nameId: 'N-1', attributes, edit })).toBe('signature');
    expect(await operators(here.id)).toEqual([]);
  });

  it('with a name that changes with every sign-in is refused: name-transient', async () => {
    const here = await idp();
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
    const attributes = { mail: `n@${here.domain}` };
    expect(await here.says({ nameId: '_t1', nameIdFormat, attributes })).toBe('name-transient');
  });

  it('whose making comes to nothing is refused: mapping, and there is nobody', async () => {
    const here = await idp();
    const attributes = { mail: `n@${here.domain}` };
    const other = new pg.Client({ connectionString: env().databaseUrl });
    await other.connect();
    // As if somebody else of the connection were let in at the same time, without end.
    await other.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`people of ${here.id}`]);
    try {
      expect(await here.says({ nameId: 'N-1', attributes })).toBe('mapping');
    } finally {
      await other.end();
    }
    expect(await operators(here.id)).toEqual([]);
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
  });

  it('with a letter in their name that turns the others round is refused: subject', async () => {
    const here = await idp();
    expect(await here.says({ nameId: 'N-\u202E1', attributes: { mail: `n@${here.domain}` } })).toBe(
      'subject',
    );
  });

  it.each<[string, (domain: string) => Record<string, string | string[]>, string]>([
    ['no e-mail address', () => ({}), 'email-absent'],
    ['two e-mail addresses', (d) => ({ mail: [`a@${d}`, `b@${d}`] }), 'email-several'],
    ['the same e-mail address twice', (d) => ({ mail: [`a@${d}`, `a@${d}`] }), 'email-several'],
    ['an e-mail address with a Kelvin sign', (d) => ({ mail: `\u212Aim@${d}` }), 'email-absent'],
    ['an e-mail address with a line break', (d) => ({ mail: `a\n@${d}` }), 'email-absent'],
    ['a list in one value', (d) => ({ mail: `a@${d}, b@${d}` }), 'email-absent'],
    ['an e-mail address without end', (d) => ({ mail: `${'a'.repeat(10_000)}@${d}` }), 'email-absent'],
  ])('with %s is refused', async (_, attributes, rule) => {
    const here = await idp();
    expect(await here.says({ nameId: 'N-1', attributes: attributes(here.domain) })).toBe(rule);
    expect(await operators(here.id)).toEqual([]);
  });

  it('from outside the domains of the connection is refused: email-outside', async () => {
    const here = await idp({ emailDomains: ['only.example'] });
    const from = (mail: string) => here.says({ nameId: mail, attributes: { mail } });
    expect(await from('a@elsewhere.example')).toBe('email-outside');
    expect(await from('a@sub.only.example')).toBe('email-outside');
    expect(await from('a@only.example.evil.example')).toBe('email-outside');
    expect(await from('a@only.example')).toBe('accepted');
  });

  it('under the e-mail address of somebody who is here already is refused: email-taken', async () => {
    const here = await idp();
    const mail = `ada@${here.domain}`;
    await must(addOperator, { connection: here.slug, email: mail, nameId: 'EMP-1', reason });
    expect(await here.says({ nameId: 'N-1', attributes: { mail } })).toBe('email-taken');
    expect(await operators(here.id)).toHaveLength(1);
  });

  it('finds outside the same answer for every reason', async () => {
    const here = await idp();
    const off = await idp({ provisioning: 'off' });
    const answer = async (of: Idp, attributes: Record<string, string | string[]>) => {
      const browser = new Browser();
      const started = await browser.start('', of.slug);
      const at = `${publicUrl}/saml/${of.slug}`;
      const issuer = `https://idp.${of.domain}/metadata`;
      const addresses = { issuer, acs: `${at}/acs`, audience: `${at}/metadata` };
      const sent = await right(of.key, started, { ...addresses, nameId: 'N-1', attributes });
      const response = await browser.post({ SAMLResponse: sent, RelayState: started.relayState }, of.slug);
      const location = response.headers.get('location')?.replace(/GH-[\w-]+/, 'REFERENCE');
      return { status: response.status, location, cookies: response.headers.getSetCookie() };
    };
    const unknown = await answer(off, {});
    expect(await answer(here, {})).toEqual(unknown);
    expect(await answer(here, { mail: ['a@b.example', 'c@d.example'] })).toEqual(unknown);
  });
});

describe('somebody who is disabled', () => {
  it('stays disabled, however often the connection would let them in', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    const { id } = await one(here.id, 'N-1');
    await must(disableOperator, { id, reason });
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('operator');
    // Nor under another name with the same address.
    expect(await here.says({ nameId: 'N-2', attributes })).toBe('email-taken');
    expect(await operators(here.id)).toMatchObject([{ id, state: 'disabled' }]);
  });
});

describe('groups', () => {
  it('bring their roles at the first sign-in, and take them back at the next one, in every open session', async () => {
    const here = await idp(mapped);
    const arrive = (groups: string[], browser: Browser) =>
      here.says({ nameId: 'N-1', attributes: { mail: `n@${here.domain}`, groups } }, browser);
    const [first, second] = [new Browser(), new Browser()];
    expect(await arrive(['gatehouse-dev', 'gatehouse-audit', 'staff'], first)).toBe('accepted');
    const { id } = await one(here.id, 'N-1');
    expect(await rolesOf(id)).toEqual(['mapped auditor everywhere', 'mapped developer sandbox']);
    const brought = await db().assignment.findFirstOrThrow({ where: { operatorId: id, role: 'auditor' } });
    expect(brought.reason).toBe(`by the group gatehouse-audit of ${here.slug}`);
    expect((await viewerOf(first))?.can('audit.export', 'AuditEvent')).toBe(true);
    expect(await arrive(['gatehouse-dev'], second)).toBe('accepted');
    expect(await rolesOf(id)).toEqual(['mapped developer sandbox']);
    expect((await viewerOf(first))?.can('audit.export', 'AuditEvent')).toBe(false);
    expect(await lastEvent('operator.sync_roles')).toMatchObject({
      actorId: 'sign-in',
      subjectId: id,
      before: { roles: ['auditor', 'developer (sandbox)'] },
      after: { roles: ['developer (sandbox)'] },
    });
    expect(await arrive([], new Browser())).toBe('accepted');
    expect(await rolesOf(id)).toEqual([]);
  });

  it('that stay the same leave nothing in the trail but the sign-in', async () => {
    const here = await idp(mapped);
    const arrive = () =>
      here.says({ nameId: 'N-1', attributes: { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] } });
    await arrive();
    const { number } = await lastEvent('session.start');
    await arrive();
    const since = await db().auditEvent.findMany({ where: { number: { gt: number } } });
    expect(since.map((event) => event.action)).toEqual(['session.start']);
  });

  it.each([
    ['in capitals', 'GATEHOUSE-SEC'],
    ['with a letter of another script', 'g\u0430tehouse-sec'],
    ['with a soft hyphen', 'gatehouse\u00AD-sec'],
    ['that begins like it', 'gatehouse-sec-trainees'],
    ['that holds it in a list', 'gatehouse-dev,gatehouse-sec'],
    ['as a pattern', '.*'],
    ['as part of a path', '/gatehouse-sec'],
  ])('%s are other groups', async (_, group) => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: [group] };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    expect(await rolesOf((await one(here.id, 'N-1')).id)).toEqual([]);
  });

  it('in another attribute than the one that the mapping names bring nothing', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, Groups: 'gatehouse-sec', roles: 'gatehouse-sec' };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    expect(await rolesOf((await one(here.id, 'N-1')).id)).toEqual([]);
  });

  it('of one connection bring nothing at another, though they are called the same', async () => {
    const [here, there] = [await idp(mapped), await idp({ provisioning: 'bare' })];
    const attributes = { mail: `n@${there.domain}`, groups: ['gatehouse-sec'] };
    expect(await there.says({ nameId: 'N-1', attributes })).toBe('accepted');
    expect(await rolesOf((await one(there.id, 'N-1')).id)).toEqual([]);
    expect(await operators(here.id)).toEqual([]);
  });

  it('a thousand of them are read, and bring what two of them bring', async () => {
    const here = await idp(mapped);
    const groups = Array.from({ length: 1_000 }, (_, i) => `OU=Team ${i},DC=corp,DC=example`);
    groups[3] = 'gatehouse-dev';
    groups[997] = 'gatehouse-audit';
    const attributes = { mail: `n@${here.domain}`, groups };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    const { id } = await one(here.id, 'N-1');
    expect(await rolesOf(id)).toEqual(['mapped auditor everywhere', 'mapped developer sandbox']);
  });

  it('never touch a role that somebody gave, nor double it', async () => {
    const here = await idp(mapped);
    const operator = await makeOperator({ connection: here.slug, email: `g@${here.domain}` });
    await giveRole(operator.id, 'auditor');
    const arrive = (groups: string[]) =>
      here.says({ nameId: operator.nameId, attributes: { mail: operator.email, groups } });
    expect(await arrive(['gatehouse-audit', 'gatehouse-dev'])).toBe('accepted');
    expect(await rolesOf(operator.id)).toEqual(['given auditor everywhere', 'mapped developer sandbox']);
    expect(await arrive([])).toBe('accepted');
    expect(await rolesOf(operator.id)).toEqual(['given auditor everywhere']);
  });

  it('bring no role above the ceiling, even where a row of the mapping names one', async () => {
    const here = await idp(mapped);
    await tamper(here.id, {
      roles: [
        { value: 'gatehouse-dev', role: 'account-owner', environmentId: null, author: null },
        { value: 'gatehouse-dev', role: 'viewer', environmentId: null, author: null },
        { value: 'gatehouse-dev', role: 'auditor', environmentId: null, author: null },
      ],
    });
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    expect(await rolesOf((await one(here.id, 'N-1')).id)).toEqual(['mapped auditor everywhere']);
  });

  it('bring nothing by a mapping that is damaged', async () => {
    const here = await idp(mapped);
    await tamper(here.id, { roles: [{ value: 'gatehouse-dev', role: 'emperor', environmentId: null }] });
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] };
    expect(await here.says({ nameId: `n@${here.domain}`, attributes })).toBe('accepted');
    expect(await rolesOf((await one(here.id, `n@${here.domain}`)).id)).toEqual([]);
  });

  it('bring nothing to whoever wrote the mapping, and to whoever wrote the row', async () => {
    const here = await idp();
    const author = await makeOperator({ connection: here.slug, email: `a@${here.domain}`, role: 'viewer' });
    const attributes = { mail: author.email, groups: ['gatehouse-dev', 'gatehouse-audit'] };
    const rule = (value: string, role: string, by: string | null) => ({
      value,
      role,
      environmentId: null,
      author: by,
    });
    const arrive = async (rules: object[], by: string | null) => {
      await tamper(here.id, { groups: 'groups', roles: rules, author: by }, mapped);
      expect(await here.says({ nameId: author.nameId, attributes })).toBe('accepted');
      return rolesOf(author.id);
    };
    const rules = [rule('gatehouse-dev', 'developer', null), rule('gatehouse-audit', 'auditor', author.id)];
    expect(await arrive(rules, author.id)).toEqual(['given viewer everywhere']);
    expect(await arrive(rules, null)).toEqual(['mapped developer everywhere', 'given viewer everywhere']);
  });

  it('do not take the last account owner: the floor holds', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev'] };
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    const { id } = await one(here.id, 'N-1');
    await transaction(async (tx) => {
      await tx.assignment.create({
        data: { operatorId: id, role: 'account-owner', reason, source: 'mapped', causedBy: 'a test' },
      });
      await recordEvent(tx, tampering);
    });
    expect(await here.says({ nameId: 'N-1', attributes: { ...attributes, groups: [] } })).toBe('accepted');
    expect(await rolesOf(id)).toEqual(['mapped account-owner everywhere']);
    const owner = await makeOperator({ role: 'account-owner' });
    expect(await here.says({ nameId: 'N-1', attributes })).toBe('accepted');
    expect(await rolesOf(id)).toEqual(['mapped developer sandbox']);
    await transaction(async (tx) => {
      await tx.assignment.updateMany({ where: { operatorId: owner.id }, data: { endedAt: new Date() } });
      await recordEvent(tx, tampering);
    });
  });

  it('no longer asked for end what they brought: at once for what cannot come any more', async () => {
    const here = await idp(mapped);
    const attributes = { mail: `n@${here.domain}`, groups: ['gatehouse-dev', 'gatehouse-audit'] };
    await here.says({ nameId: 'N-1', attributes });
    const { id } = await one(here.id, 'N-1');
    await here.edit({ ...mapped, roleCeiling: ['developer'], rules: mapped.rules.slice(0, 1) });
    expect(await rolesOf(id)).toEqual(['mapped developer sandbox']);
    await here.edit({ provisioning: 'bare' });
    expect(await rolesOf(id)).toEqual([]);
  });
});

describe('name and e-mail address', () => {
  it('follow the IdP at each sign-in, cut to what a screen bears, and the trail shows the change', async () => {
    const here = await idp();
    const arrive = (mail: string, displayName: string) =>
      here.says({ nameId: 'N-1', attributes: { mail, displayName } });
    await arrive(`old@${here.domain}`, 'Old Name');
    await arrive(`new@${here.domain}`, `New\u202E  Name${'x'.repeat(500)}`);
    const { email, name } = await one(here.id, 'N-1');
    expect([email, name]).toEqual([`new@${here.domain}`, `New Name${'x'.repeat(112)}`]);
    expect(await lastEvent('operator.refresh')).toMatchObject({
      before: { email: `old@${here.domain}`, name: 'Old Name' },
      after: { email: `new@${here.domain}` },
    });
  });

  it.each<[string, string, (taken: string) => string | string[]]>([
    ['of another operator', 'email-taken', (taken) => taken],
    ['of another connection’s domain', 'email-foreign', () => 'boss@claimed.example'],
  ])('%s is not taken, the trail says why, and the person signs in', async (_, rule, mailOf) => {
    const here = await idp();
    const claimed = await db().connection.findFirst({ where: { emailDomains: { has: 'claimed.example' } } });
    if (!claimed) await idp({ emailDomains: ['claimed.example'] });
    const other = await makeOperator({ connection: here.slug, email: `other@${here.domain}` });
    const arrive = (mail: string | string[]) => here.says({ nameId: 'N-1', attributes: { mail } });
    await arrive(`own@${here.domain}`);
    expect(await arrive(mailOf(other.email))).toBe('accepted');
    const operator = await one(here.id, 'N-1');
    expect(operator.email).toBe(`own@${here.domain}`);
    expect(await lastEvent('operator.refresh')).toMatchObject({
      outcome: 'refused',
      code: rule,
      subjectId: operator.id,
    });
  });

  it('outside the domains of the connection is not taken for somebody known either: email-outside', async () => {
    const domain = `own-${randomUUID().slice(0, 8)}.example`;
    const here = await idp({ emailDomains: [domain] });
    const arrive = (mail: string) => here.says({ nameId: 'N-1', attributes: { mail } });
    expect([await arrive(`own@${domain}`), await arrive('ceo@elsewhere.example')]).toEqual([
      'accepted',
      'accepted',
    ]);
    const operator = await one(here.id, 'N-1');
    expect(operator.email).toBe(`own@${domain}`);
    expect(await lastEvent('operator.refresh')).toMatchObject({
      outcome: 'refused',
      code: 'email-outside',
      subjectId: operator.id,
    });
    const input = { id: operator.id, email: 'ceo@elsewhere.example', name: null };
    expect(await execute(refreshOperator, signInActor, input, { origin: localOrigin })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
    });
  });

  it('of another connection’s domain makes nobody: email-foreign, by attribute or by NameID', async () => {
    const [here, there] = [await idp(), await idp({ emailDomains: ['theirs.example'] })];
    const foreign = { nameId: 'N-1', attributes: { mail: 'boss@theirs.example' } };
    expect(await here.says(foreign)).toBe('email-foreign');
    const named = { nameId: 'boss@theirs.example', attributes: { mail: `b@${here.domain}` } };
    expect(await here.says(named)).toBe('email-foreign');
    expect(await operators(here.id)).toEqual([]);
    expect(await there.says(foreign)).toBe('accepted');
  });
});

describe('linking by e-mail address', () => {
  const linking = async (more: object = {}) => {
    const here = await idp({ provisioning: 'off' });
    await here.edit({ provisioning: 'off', linksByEmail: true, emailDomains: [here.domain], ...more });
    const mail = `kim.sasi@${here.domain}`;
    const operator = await makeOperator({ connection: here.slug, email: mail, role: 'viewer' });
    return { here, mail, operator };
  };

  it('gives whoever was added by their address the name of the IdP, once, audited', async () => {
    const { here, mail, operator } = await linking();
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('accepted');
    const linked = await one(here.id, 'EMP-7');
    expect(linked.id).toBe(operator.id);
    expect(linked.linkedAt).not.toBeNull();
    expect(await lastEvent('operator.link')).toMatchObject({
      actorId: 'sign-in',
      subjectId: operator.id,
      before: { nameId: mail, linkedAt: null },
      after: { nameId: 'EMP-7' },
    });
    // From then on the NameID alone is the name: neither the address as a name nor another name reaches them.
    expect(await here.says({ nameId: 'EMP-7', attributes: {} })).toBe('accepted');
    expect(await here.says({ nameId: mail, attributes: {} })).toBe('email-absent');
    expect(await here.says({ nameId: 'EMP-8', attributes: { mail } })).toBe('email-taken');
  });

  it('happens once, though two names claim the address at the same time', async () => {
    const { here, mail, operator } = await linking();
    const outcomes = await Promise.all(
      ['EMP-1', 'EMP-2', 'EMP-3'].map((nameId) => here.says({ nameId, attributes: { mail } })),
    );
    expect(outcomes.toSorted()).toEqual(['accepted', 'email-taken', 'email-taken']);
    expect(await operators(here.id)).toMatchObject([{ id: operator.id }]);
  });

  it('is refused where the connection does not say so: operator', async () => {
    const { here, mail } = await linking({ linksByEmail: false });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('operator');
  });

  it('is refused for somebody who has signed in under their address: email-taken', async () => {
    const { here, mail } = await linking();
    expect(await here.says({ nameId: mail, attributes: { mail } })).toBe('accepted');
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('email-taken');
  });

  it('is refused for somebody who was added under a name of the IdP: email-taken', async () => {
    const { here } = await linking();
    const mail = `badge@${here.domain}`;
    await must(addOperator, { connection: here.slug, email: mail, nameId: 'EMP-9', reason });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('email-taken');
  });

  it('is refused for somebody who is disabled: email-taken', async () => {
    const { here, mail, operator } = await linking();
    await must(disableOperator, { id: operator.id, reason });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('email-taken');
  });

  it('is refused for a domain that is not the connection’s: email-outside', async () => {
    const { here } = await linking();
    const mail = `guest@elsewhere.example`;
    await makeOperator({ connection: here.slug, email: mail });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('email-outside');
  });

  it('is refused for a domain of another connection: email-foreign', async () => {
    const { here } = await linking();
    const there = await linking();
    await makeOperator({ connection: here.slug, email: there.mail });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail: there.mail } })).toBe('email-foreign');
    expect((await one(there.here.id, there.mail)).linkedAt).toBeNull();
  });

  it('never reaches a person of another connection, whose address is the same', async () => {
    const { here, mail } = await linking();
    const there = await idp({ provisioning: 'off' });
    const twin = await makeOperator({ connection: there.slug, email: mail });
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('accepted');
    expect((await one(there.id, mail)).id).toBe(twin.id);
    expect(await there.says({ nameId: 'EMP-7', attributes: { mail } })).toBe('operator');
  });

  it.each<[string, (mail: string) => Record<string, string | string[]>, string]>([
    ['two addresses', (mail) => ({ mail: [mail, `x${mail}`] }), 'email-several'],
    ['the same address twice', (mail) => ({ mail: [mail, mail] }), 'email-several'],
    ['a Kelvin sign for k', (mail) => ({ mail: mail.replace('k', '\u212A') }), 'email-absent'],
    ['a long s', (mail) => ({ mail: mail.replace('s', '\u017F') }), 'email-absent'],
    ['a dotless i', (mail) => ({ mail: mail.replace('i', '\u0131') }), 'email-absent'],
    ['full-width letters', (mail) => ({ mail: mail.replace('k', '\uFF4B') }), 'email-absent'],
    ['a zero-width space', (mail) => ({ mail: mail.replace('.', '.\u200B') }), 'email-absent'],
    ['a space inside', (mail) => ({ mail: mail.replace('.', '. ') }), 'email-absent'],
    ['a display name around it', (mail) => ({ mail: `Kim <${mail}>` }), 'email-absent'],
    ['a plus address', (mail) => ({ mail: mail.replace('@', '+x@') }), 'operator'],
    ['a dot less', (mail) => ({ mail: mail.replace('.', '') }), 'operator'],
    ['the address in another attribute', (mail) => ({ email: mail }), 'email-absent'],
  ])('by %s is refused', async (_, attributes, rule) => {
    const { here, mail, operator } = await linking();
    expect(await here.says({ nameId: 'EMP-7', attributes: attributes(mail) })).toBe(rule);
    expect((await one(here.id, mail)).id).toBe(operator.id);
  });

  it('takes capitals of ASCII as the same letters', async () => {
    const { here, mail } = await linking();
    expect(await here.says({ nameId: 'EMP-7', attributes: { mail: mail.toUpperCase() } })).toBe('accepted');
  });

  it('by a name that changes with every sign-in is refused: name-transient', async () => {
    const { here, mail } = await linking();
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
    expect(await here.says({ nameId: '_t', nameIdFormat, attributes: { mail } })).toBe('name-transient');
  });

  it('does not happen without a proven second factor', async () => {
    const { here, mail, operator } = await linking();
    const change = { nameId: 'EMP-7', attributes: { mail }, contextClass: 'urn:none' };
    expect(await here.says(change)).toBe('mfa');
    expect((await one(here.id, mail)).id).toBe(operator.id);
  });
});

/** Who stands behind a browser's session cookie, as the next request finds them. */
function viewerOf(browser: Browser) {
  const session = browser.cookies.get('__Host-gatehouse');
  const facts = { address: browser.address, tlsVersion: null, userAgent: 'a browser' };
  return withRequest(facts, () => viewerBehind({ session, environment: undefined }, 'console'));
}

const tampering = {
  action: 'test.tampered',
  outcome: 'done',
  sensitivity: 'routine',
  actor: { kind: 'system', id: 'local-default', name: 'A test' },
  origin: localOrigin,
  subjectType: 'Connection',
  subjectLabel: 'tampered',
  summary: 'What no command would store.',
} as const;

/** Puts into the mapping what no command would. */
async function tamper(id: string, mapping: object, settings: object = {}): Promise<void> {
  const { provisioning, roleCeiling } = { ...mapped, ...settings };
  const stored = await db().connection.findUniqueOrThrow({ where: { id }, select: { mapping: true } });
  await transaction(async (tx) => {
    await tx.connection.update({
      where: { id },
      data: { mapping: { ...(stored.mapping as object), ...mapping }, provisioning, roleCeiling },
    });
    await recordEvent(tx, tampering);
  });
}
